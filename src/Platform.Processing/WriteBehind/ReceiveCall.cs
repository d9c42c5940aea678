using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>A call of an entity's grain that waits for the answer to its batch.</summary>
internal sealed class ReceiveCall() : TaskCompletionSource<BatchOutcome>(TaskCreationOptions.RunContinuationsAsynchronously), IBatchCallback
{
    /// <inheritdoc/>
    public void Completed(BatchOutcome outcome) => TrySetResult(outcome);

    /// <inheritdoc/>
    public void Failed(Exception exception) => TrySetException(exception);
}
