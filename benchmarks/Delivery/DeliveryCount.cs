using System.Diagnostics;

namespace Delivery;

/// <summary>Counts deliveries; the clock starts at the tenth part, as until then code is compiled and groups are joined. Thread-safe.</summary>
internal sealed class DeliveryCount(long records)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _tenth = Math.Max(1, records / 10);
    private long _first;
    private long _tenthAt;
    private long _last;
    private long _count;

    public bool IsComplete => Volatile.Read(ref _count) >= records;

    public void Add(int events)
    {
        var count = Interlocked.Add(ref _count, events);
        if (count == events)
        {
            Volatile.Write(ref _first, Stopwatch.GetTimestamp());
        }

        if (count >= _tenth && count - events < _tenth)
        {
            Volatile.Write(ref _tenthAt, Stopwatch.GetTimestamp());
        }

        if (count >= records)
        {
            _all.TrySetResult();
        }
    }

    /// <summary>Completes once all are there, or the limit is reached.</summary>
    public async Task WaitAsync(TimeSpan limit)
    {
        await Task.WhenAny(_all.Task, Task.Delay(limit, TimeProvider.System));
        _last = Stopwatch.GetTimestamp();
    }

    // Where the limit came before the tenth part, what there was from the first one on.
    public override string ToString()
    {
        var (counted, from) = _tenthAt == 0 ? (_count, _first) : (_count - _tenth, _tenthAt);
        return $"RESULT {counted} {Stopwatch.GetElapsedTime(from, _last).TotalSeconds:F3}";
    }
}
