using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Lets the first of a run of equal log lines through at once, the next after 10 s, then after twice as long each time, up
/// to 10 min; a run ends when it was quiet for twice the gap. So an hour's outage is logged in a dozen lines. Thread-safe.
/// </summary>
/// <remarks>It knows 256 kinds at a time; what is of further kinds counts as one run until others have ended.</remarks>
/// <typeparam name="TKind">What makes two lines equal.</typeparam>
internal sealed class LogThrottle<TKind>(TimeProvider time)
    where TKind : notnull
{
    private const int KindsMax = 256;

    private static readonly TimeSpan FirstGap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastGap = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<TKind, Run> _runs = [];
    private Run _others;

    /// <summary>Whether to log now; if so, how many times it happened since the last line, this one included.</summary>
    public bool TryPass(TKind kind, out int times)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            ref var run = ref RunOf(kind, now);
            if (HasEnded(run, now))
            {
                run = default;
            }

            times = run.Since + 1;
            var passes = run.Gap == TimeSpan.Zero || time.GetElapsedTime(run.LoggedAt, now) >= run.Gap;
            run = passes ? new Run(Next(run.Gap), now, now, 0) : run with { LastAt = now, Since = times };
            return passes;
        }
    }

    private ref Run RunOf(TKind kind, long now)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_runs, kind);
        if (!Unsafe.IsNullRef(ref known))
        {
            return ref known;
        }

        if (_runs.Count >= KindsMax)
        {
            foreach (var ended in _runs.Where(r => HasEnded(r.Value, now)).Select(r => r.Key).ToList())
            {
                _runs.Remove(ended);
            }
        }

        if (_runs.Count >= KindsMax)
        {
            return ref _others;
        }

        return ref CollectionsMarshal.GetValueRefOrAddDefault(_runs, kind, out _);
    }

    private bool HasEnded(Run run, long now) => run.Gap > TimeSpan.Zero && time.GetElapsedTime(run.LastAt, now) > 2 * run.Gap;

    private static TimeSpan Next(TimeSpan gap) => gap == TimeSpan.Zero ? FirstGap : gap * 2 < LastGap ? gap * 2 : LastGap;

    private record struct Run(TimeSpan Gap, long LoggedAt, long LastAt, int Since);
}
