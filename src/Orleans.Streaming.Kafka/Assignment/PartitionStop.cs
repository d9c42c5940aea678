namespace Orleans.Streaming.Kafka;

/// <summary>Why a partition reads no further, and a request to read on. Thread-safe.</summary>
/// <param name="reason">Why, for people.</param>
/// <param name="unreadable">The first offset of the batch that can't be read; null where the partition stopped for something else.</param>
/// <param name="ended">Cancelled when the assignment is over.</param>
internal sealed class PartitionStop(string reason, long? unreadable, CancellationToken ended)
{
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _resumeAt = -1;

    public string Reason => reason;

    public long? Unreadable => unreadable;

    /// <summary>Where the consume thread is to read on, or null.</summary>
    public long? ResumeAt => Interlocked.Read(ref _resumeAt) is >= 0 and var offset ? offset : null;

    /// <summary>Requests to read on at an offset; completes once the consume thread does.</summary>
    /// <exception cref="OperationCanceledException">The assignment ended before.</exception>
    public Task ResumeAsync(long offset)
    {
        Interlocked.Exchange(ref _resumeAt, offset);
        return _resumed.Task.WaitAsync(ended);
    }

    /// <summary>It is read on. Called by the consume thread.</summary>
    public void Resumed() => _resumed.TrySetResult();
}
