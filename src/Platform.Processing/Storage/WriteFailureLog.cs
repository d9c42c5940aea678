using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Platform.Processing;

/// <summary>
/// Logs writes that failed: the first at once, then one in a minute with how many there were. Writes that another silo was faster with are
/// counted apart from what else fails. Thread-safe.
/// </summary>
/// <param name="metrics">Counts the conflicts.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class WriteFailureLog(ProcessingMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<bool, (long? LoggedAt, int Since)> _lines = [];

    /// <summary>A write failed.</summary>
    /// <param name="rules">The entity's.</param>
    /// <param name="exception">Why.</param>
    public void Add(EntityRules rules, Exception exception)
    {
        var isConflict = exception is InconsistentStateException;
        if (isConflict)
        {
            metrics.CountConflict(rules.Kind);
        }

        if (!TryPass(isConflict, out var times))
        {
            return;
        }

        if (isConflict)
        {
            logger.WriteConflict(exception, rules.Name, times);
        }
        else
        {
            logger.WriteFailed(exception, rules.Name, times);
        }
    }

    private bool TryPass(bool isConflict, out int times)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var (loggedAt, since) = _lines.GetValueOrDefault(isConflict);
            times = since + 1;
            var passes = loggedAt is not { } at || time.GetElapsedTime(at, now) >= Interval;
            _lines[isConflict] = passes ? (now, 0) : (loggedAt, times);
            return passes;
        }
    }
}
