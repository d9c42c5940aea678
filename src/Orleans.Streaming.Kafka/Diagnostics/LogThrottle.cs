namespace Orleans.Streaming.Kafka;

/// <summary>
/// Lets the first of a run of equal log lines through at once, the next after 10 s, then after twice as long each time, up
/// to 10 min; a run ends when it was quiet for twice the gap. Not thread-safe: its owner locks.
/// </summary>
internal sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan FirstGap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastGap = TimeSpan.FromMinutes(10);

    private TimeSpan _gap;
    private long _loggedAt;
    private long _lastAt;
    private int _since;

    /// <summary>Whether to log now; if so, how many times it happened since the last line, this one included.</summary>
    public bool TryPass(out int times)
    {
        var now = time.GetTimestamp();
        if (_gap > TimeSpan.Zero && time.GetElapsedTime(_lastAt, now) > 2 * _gap)
        {
            (_gap, _since) = (TimeSpan.Zero, 0);
        }

        _lastAt = now;
        times = ++_since;
        if (_gap > TimeSpan.Zero && time.GetElapsedTime(_loggedAt, now) < _gap)
        {
            return false;
        }

        _gap = _gap == TimeSpan.Zero ? FirstGap : _gap * 2 < LastGap ? _gap * 2 : LastGap;
        (_loggedAt, _since) = (now, 0);
        return true;
    }
}
