using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Writes dead letters to <c>&lt;topic&gt;.dlq</c>, repeating until the broker has them. Thread-safe.</summary>
internal sealed partial class DeadLetterWriter(
    string group,
    IKafkaProducer producer,
    RetrySchedule retry,
    KafkaMetrics metrics,
    TimeProvider time,
    ILogger<DeadLetterWriter> logger) : IDeadLetters
{
    public async Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken)
    {
        var message = DeadLetterMessage.Create(record, reason, group, time.GetUtcNow());
        for (var failures = 0; ;)
        {
            try
            {
                await producer.SendAsync(message, cancellationToken);
                metrics.DeadLetter(record.Position.Topic, group, reason.ErrorType);
                LogDeadLetter(record.Position, reason.ErrorType, reason.Error, message.Topic);
                return;
            }
            catch (KafkaStreamException e) when (!e.IsTransient && message.Value is not null)
            {
                // Too large for the dead-letter topic: only a transient failure may hold the partition.
                LogStub(record.Position, e.Message);
                message = DeadLetterMessage.CreateStub(record, reason, group, time.GetUtcNow());
            }
            catch (KafkaStreamException e)
            {
                failures++;
                LogFailed(record.Position, message.Topic, failures, e.Message);
                await Task.Delay(retry.DelayAfter(failures, Random.Shared.NextDouble()), time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Position} is a dead letter ({ErrorType}: {Error}), stored in {Topic}.")]
    private partial void LogDeadLetter(RecordPosition position, string errorType, string error, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dead letter of {Position} is refused, a stub with its position, hash and reason is stored: {Reason}")]
    private partial void LogStub(RecordPosition position, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The dead letter of {Position} could not be stored in {Topic} (attempt {Failures}); its partition waits: {Reason}")]
    private partial void LogFailed(RecordPosition position, string topic, int failures, string reason);
}
