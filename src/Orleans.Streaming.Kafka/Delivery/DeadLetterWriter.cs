using CrashPoints;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Writes dead letters to <c>&lt;topic&gt;.dlq</c>, repeating until the broker has them. Thread-safe.</summary>
/// <remarks>
/// A dead letter keeps its record's partition number; where the dead-letter topic has fewer partitions, the number modulo
/// theirs. A dead-letter topic that is missing holds its records, and so their offsets, until it is created.
/// </remarks>
internal sealed partial class DeadLetterWriter(
    string group,
    IKafkaProducer producer,
    DeadLetterTopics topics,
    RetrySchedule retry,
    KafkaMetrics metrics,
    TimeProvider time,
    ILogger<DeadLetterWriter> logger) : IDeadLetters
{
    private readonly Lock _gate = new();
    private string? _problem;
    private int _failing;

    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                return _failing == 0 ? null : $"{_failing} dead letters can't be stored: {_problem}";
            }
        }
    }

    public async Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken)
    {
        var message = DeadLetterMessage.Create(record, reason, group, time.GetUtcNow());
        var failures = 0;
        CrashPoint.Pass("before-dead-letter");
        try
        {
            while (await TrySendAsync(message, record, cancellationToken) is { } failure)
            {
                if (failure is KafkaStreamException { IsTransient: false } && message.Value is not null)
                {
                    // Too large for the dead-letter topic: only a transient failure may hold the partition.
                    LogStub(record.Position, failure.Message);
                    message = DeadLetterMessage.CreateStub(record, reason, group, time.GetUtcNow());
                    continue;
                }

                Failed(failure, isFirst: failures++ == 0);
                if (int.IsPow2(failures))
                {
                    LogFailed(record.Position, message.Topic, failures, failure);
                }

                await Task.Delay(retry.DelayAfter(failures, Random.Shared.NextDouble()), time, cancellationToken);
            }
        }
        finally
        {
            if (failures > 0)
            {
                Ended();
            }
        }

        CrashPoint.Pass("after-dead-letter");
        metrics.DeadLetter(record.Position.Topic, group, reason.ErrorType);
        LogDeadLetter(record.Position, reason.ErrorType, reason.Error, message.Topic);
    }

    private async Task<Exception?> TrySendAsync(KafkaMessage message, KafkaRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var partitions = await topics.CountAsync(message.Topic, cancellationToken);
            await producer.SendAsync(message with { Partition = record.Position.Partition % partitions }, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // Whatever it was: a record that is neither stored nor repeated would hold its partition in silence.
            topics.Forget(message.Topic);
            return e;
        }
    }

    private void Failed(Exception failure, bool isFirst)
    {
        lock (_gate)
        {
            _failing += isFirst ? 1 : 0;
            _problem = failure.Message;
        }
    }

    private void Ended()
    {
        lock (_gate)
        {
            _failing--;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Position} is a dead letter ({ErrorType}: {Error}), stored in {Topic}.")]
    private partial void LogDeadLetter(RecordPosition position, string errorType, string error, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dead letter of {Position} is refused, a stub with its position, hash and reason is stored: {Reason}")]
    private partial void LogStub(RecordPosition position, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The dead letter of {Position} could not be stored in {Topic} (attempt {Failures}); its offset waits.")]
    private partial void LogFailed(RecordPosition position, string topic, int failures, Exception error);
}
