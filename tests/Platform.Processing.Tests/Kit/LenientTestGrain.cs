using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

internal sealed class LenientTestGrain(EventProcessing processing, Activations activations)
    : EventProcessorGrain<TestState>("lenient", TestTransitions.Apply, processing, failedEvents: FailurePolicy.DeadLetter), ILenientTestGrain
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
