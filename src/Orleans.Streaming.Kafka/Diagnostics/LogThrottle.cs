namespace Orleans.Streaming.Kafka;

/// <summary>
/// Lets the first of a run of equal log lines through at once, the next after 10 s, then after twice as long each time, up
/// to 10 min; a run ends when it was quiet for twice the gap. So an hour's outage is logged in a dozen lines. Thread-safe.
/// Bounded by the number of kinds.
/// </summary>
/// <typeparam name="TKind">What makes two lines equal.</typeparam>
internal sealed class LogThrottle<TKind>(TimeProvider time)
    where TKind : notnull
{
    private static readonly TimeSpan FirstGap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastGap = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<TKind, (TimeSpan Gap, long LoggedAt, long LastAt, int Since)> _runs = [];

    /// <summary>Whether to log now; if so, how many times it happened since the last line, this one included.</summary>
    public bool TryPass(TKind kind, out int times)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var (gap, loggedAt, lastAt, since) = _runs.GetValueOrDefault(kind);
            if (gap > TimeSpan.Zero && time.GetElapsedTime(lastAt, now) > 2 * gap)
            {
                (gap, since) = (TimeSpan.Zero, 0);
            }

            times = since + 1;
            var passes = gap == TimeSpan.Zero || time.GetElapsedTime(loggedAt, now) >= gap;
            _runs[kind] = passes ? (Next(gap), now, now, 0) : (gap, loggedAt, now, times);
            return passes;
        }
    }

    private static TimeSpan Next(TimeSpan gap) => gap == TimeSpan.Zero ? FirstGap : gap * 2 < LastGap ? gap * 2 : LastGap;
}
