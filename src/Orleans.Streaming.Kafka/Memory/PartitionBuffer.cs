namespace Orleans.Streaming.Kafka;

/// <summary>
/// Records that were read and not yet taken by the partition's receiver. Thread-safe. Bounded by whoever fills it: the
/// consume loop pauses the partition at its limits.
/// </summary>
internal sealed class PartitionBuffer
{
    private readonly Lock _gate = new();
    private Queue<PendingRecord> _filling = new();
    private Queue<PendingRecord> _empty = new();
    private TaskCompletionSource? _waiting;

    public void Add(PendingRecord record)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _filling.Enqueue(record);
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.TrySetResult();
    }

    /// <summary>Takes all there is; empty when there is nothing. Valid until the next call.</summary>
    public Queue<PendingRecord> TakeAll()
    {
        lock (_gate)
        {
            (_filling, _empty) = (_empty, _filling);
            return _empty;
        }
    }

    /// <summary>Completes when there is something to take.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_filling.Count > 0)
            {
                return Task.CompletedTask;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }
}
