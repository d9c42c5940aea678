using Platform.Events;

namespace Platform.Processing.Tests;

internal sealed class AsyncTestGrain(EventProcessing processing, Activations activations, TestActions actions)
    : EventProcessorGrain<TestState>("async", (state, @event, cancellationToken) => Ask(actions, state, @event, cancellationToken), processing), IAsyncTestGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        activations.Began(this.GetPrimaryKeyString());
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        activations.Ended(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask<string[]?> Log() => new(Read()?.Log);

    public ValueTask Leave()
    {
        DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<Effect<TestState>> Ask(TestActions actions, TestState? state, Event @event, CancellationToken cancellationToken)
    {
        await actions.Act(@event, cancellationToken);
        return TestTransitions.Apply(state, @event);
    }
}
