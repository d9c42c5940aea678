namespace Orleans.Streaming.Kafka;

/// <summary>
/// Lets a repeated message through the first time, then each time its count has doubled; a quiet minute begins anew. So an
/// hour's outage is told in a dozen lines. Thread-safe. Bounded by the number of kinds.
/// </summary>
internal sealed class LogThrottle<TKind>(TimeProvider time)
    where TKind : notnull
{
    private static readonly TimeSpan QuietAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<TKind, (int Count, long At)> _seen = [];

    /// <summary>Whether to log this one, and how many there were in a row.</summary>
    public bool ShouldLog(TKind kind, out int count)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var (before, at) = _seen.GetValueOrDefault(kind, (0, now));
            count = time.GetElapsedTime(at, now) > QuietAfter ? 1 : before + 1;
            _seen[kind] = (count, now);
            return int.IsPow2(count);
        }
    }
}
