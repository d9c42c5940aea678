using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Passes over what would be dead letters: counted, logged, and gone. Thread-safe.</summary>
internal sealed partial class SkippedDeadLetters(string group, KafkaMetrics metrics, LogThrottle<LogKind> lines, ILogger<SkippedDeadLetters> logger) : IDeadLetters
{
    private readonly ILogger _logger = logger;

    public Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken)
    {
        metrics.Skipped(record.Position.Topic, group, reason.ErrorType);
        if (lines.TryPass(new LogKind("skipped", record.Position.Topic, reason.ErrorType), out var times))
        {
            LogSkipped(record.Position, reason.ErrorType, reason.Error, times);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Position} is skipped ({ErrorType}: {Error}): its topic has no dead letters ({Times} of this kind since it was last logged).")]
    private partial void LogSkipped(RecordPosition position, string errorType, string error, int times);
}
