namespace Platform.Processing.Tests;

/// <summary>A second activation of a <see cref="TestGrain"/>: the storage takes both for one entity.</summary>
internal sealed class TwinTestGrain(EventProcessing processing)
    : EventProcessorGrain<TestState>("test", TestTransitions.Apply, processing), ITwinTestGrain
{
    public ValueTask<string[]?> Log() => new(Read()?.Log);

    public ValueTask Leave()
    {
        DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }
}
