using System.Diagnostics;

namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>Counts deliveries from the first to the last. Thread-safe.</summary>
internal sealed class DeliveryCount(int records)
{
    private readonly TaskCompletionSource<TimeSpan> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _started;
    private long _count;

    /// <summary>How long it took.</summary>
    public Task<TimeSpan> All => _all.Task;

    public void Add(int events)
    {
        if (Volatile.Read(ref _started) == 0)
        {
            Interlocked.CompareExchange(ref _started, Stopwatch.GetTimestamp(), 0);
        }

        if (Interlocked.Add(ref _count, events) == records)
        {
            _all.TrySetResult(Stopwatch.GetElapsedTime(_started));
        }
    }
}
