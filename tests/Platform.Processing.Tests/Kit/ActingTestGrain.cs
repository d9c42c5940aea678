namespace Platform.Processing.Tests;

/// <summary>A <see cref="TestGrain"/> with an action, so that each of its events may have to wait.</summary>
internal sealed class ActingTestGrain(EventProcessing processing, Activations activations, TestActions actions)
    : EventProcessorGrain<TestState>("acting", TestTransitions.Apply, processing, actions.Act), IActingTestGrain
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
}
