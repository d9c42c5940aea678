using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Decides what a failed delivery means, to entities and to subscribers of streams alike: what the classifier says; and what nobody can classify is
/// permanent once it has lasted for a time, unless most calls fail. One per provider. Thread-safe.
/// </summary>
/// <param name="classifier">The application's, or the default.</param>
/// <param name="unclassifiedTimeMax"><see cref="KafkaStreamOptions.UnclassifiedTimeMax"/>.</param>
/// <param name="breaker">Knows how the other calls fare.</param>
/// <param name="lines">Bounds its log lines.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For a classifier that fails.</param>
internal sealed partial class FailureJudge(IFailureClassifier classifier, TimeSpan unclassifiedTimeMax, CircuitBreaker breaker, LogThrottle<LogKind> lines, TimeProvider time, ILogger<FailureJudge> logger)
{
    /// <summary>Knows how the other calls fare.</summary>
    public CircuitBreaker Breaker => breaker;

    /// <summary>Judges a failure.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="since">What this returned for the failure before, where no call succeeded in between; else null.</param>
    /// <param name="isFailing">Whether the circuit breaker counts the receiver as failing.</param>
    /// <returns>What it means, and since when nothing but what nobody can classify has come; null where this is something else.</returns>
    public (FailureKind Kind, long? UnclassifiedSince) Judge(Exception error, long? since, bool isFailing)
    {
        var kind = Classify(error);
        if (kind == FailureKind.Transient)
        {
            return (kind, null);
        }

        var now = time.GetTimestamp();
        since ??= now;
        var isPermanent = kind == FailureKind.Permanent || (time.GetElapsedTime(since.Value, now) >= unclassifiedTimeMax && !breaker.MostOthersFail(isFailing));
        return (isPermanent ? FailureKind.Permanent : FailureKind.Unclassified, since);
    }

    /// <summary>
    /// The same for what follows a dead letter: a receiver that fails where others do not is broken, and waits no second time. Where no other is
    /// known to do well, each of its events has the whole time.
    /// </summary>
    /// <param name="since">What <see cref="Judge"/> returned for the dead letter's failure.</param>
    public long? AfterDeadLetter(long? since) => breaker.MostSucceed ? since : null;

    private FailureKind Classify(Exception error)
    {
        try
        {
            return classifier.Classify(error);
        }
        catch (Exception e)
        {
            // The application's code: what it can't classify is unclassified.
            if (lines.TryPass(LogKind.Of("classifier-failed", "", e), out var times))
            {
                LogClassifierFailed(times, e);
            }

            return FailureKind.Unclassified;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The failure classifier failed itself; the failure counts as unclassified ({Times} times since this was last logged).")]
    private partial void LogClassifierFailed(int times, Exception error);
}
