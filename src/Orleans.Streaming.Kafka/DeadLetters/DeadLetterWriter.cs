using System.Diagnostics.CodeAnalysis;
using CrashPoints;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Writes dead letters to topics, <c>&lt;topic&gt;.dlq</c> unless that is set, repeating until the broker has them. Thread-safe.</summary>
/// <remarks>
/// <para>
/// A dead letter keeps its record's partition number; where the dead-letter topic has fewer partitions, the number modulo
/// theirs, queried again after each failure. A dead-letter topic that is missing, or refuses what it would take were it set up
/// otherwise, holds its records, and so their offsets, until somebody sees to it.
/// </para>
/// <para>
/// Only one that is too large is given up for a stub, once the record's bytes are in <paramref name="store"/>. If even the stub is
/// refused, the record is done where its bytes are kept, and is held like the others where they are not.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle nobody asks for holds nothing to free.")]
internal sealed partial class DeadLetterWriter(
    string group,
    IKafkaProducer producer,
    DeadLetterTopics topics,
    IOversizedRecordStore? store,
    RetrySchedule retry,
    KafkaMetrics metrics,
    LogThrottle<LogKind> lines,
    TimeProvider time,
    ILogger<DeadLetterWriter> logger) : IDeadLetters
{
    private const int AttemptsAlone = 3;
    private const string StoreName = "the store of oversized records";

    private readonly SemaphoreSlim _alone = new(1);
    private readonly DeadLetterRetries _retries = new(retry, lines, time, logger);

    /// <summary>The dead-letter topic of a topic.</summary>
    public Func<string, string> TopicOf { get; init; } = static topic => topic + DeadLetterTarget.DefaultSuffix;

    public string? Problem => _retries.Problem;

    public async Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken)
    {
        using var retries = _retries.Begin(record.Position);
        CrashPoint.Pass("before-dead-letter");
        var deadLetter = DeadLetterMessage.Create(record, reason, group, time.GetUtcNow()) with { Topic = TopicOf(record.Position.Topic) };
        if (await SendAsync(deadLetter, KafkaErrors.IsTooLarge, retries, cancellationToken) is not null
            && await SendAloneAsync(deadLetter, KafkaErrors.IsTooLarge, retries, cancellationToken) is { } failure)
        {
            await WriteStubAsync(record, reason, failure, retries, cancellationToken);
        }
        else
        {
            LogStored(record, reason, deadLetter.Topic);
        }

        CrashPoint.Pass("after-dead-letter");
        metrics.DeadLetter(record.Position.Topic, group, reason.ErrorType);
    }

    // A broker refuses all the records of one request for their common size: which of them is too large is seen one at a time. What
    // is sent for the first time may still get into the same request, hence more than one attempt.
    private async Task<Exception?> SendAloneAsync(KafkaMessage message, Func<Exception, bool> isFinal, DeadLetterRetries.Run retries, CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        try
        {
            var failure = await SendAsync(message, isFinal, retries, cancellationToken);
            for (var again = 1; again < AttemptsAlone && failure is not null && KafkaErrors.IsTooLarge(failure); again++)
            {
                failure = await SendAsync(message, isFinal, retries, cancellationToken);
            }

            return failure;
        }
        finally
        {
            _alone.Release();
        }
    }

    private async Task WriteStubAsync(KafkaRecord record, DeadLetterReason reason, Exception tooLarge, DeadLetterRetries.Run retries, CancellationToken cancellationToken)
    {
        var isKept = await KeepAsync(record, reason, tooLarge, retries, cancellationToken);
        var stub = DeadLetterMessage.CreateStub(record, reason, isKept, group, time.GetUtcNow()) with { Topic = TopicOf(record.Position.Topic) };
        // Where the bytes are kept, nothing is lost with the stub. Where they are not, it is all that will be left.
        bool IsFinal(Exception e) => isKept && KafkaErrors.RejectsRecord(e);
        var failure = await SendAsync(stub, IsFinal, retries, cancellationToken);
        if (failure is not null && KafkaErrors.IsTooLarge(failure))
        {
            failure = await SendAloneAsync(stub, IsFinal, retries, cancellationToken);
        }

        if (!lines.TryPass(new LogKind(failure is null ? "stub" : "stub-rejected", record.Position.Topic, reason.ErrorType), out var times))
        {
            return;
        }

        if (failure is { } again)
        {
            LogStubRejected(record.Position, reason.ErrorType, reason.Error, stub.Topic, StoreName, times, again);
        }
        else
        {
            LogStub(record.Position, reason.ErrorType, reason.Error, stub.Topic, isKept ? $"are in {StoreName}" : "are not kept", tooLarge.Message, times);
        }
    }

    private void LogStored(KafkaRecord record, DeadLetterReason reason, string topic)
    {
        if (lines.TryPass(new LogKind("dead-letter", topic, reason.ErrorType), out var times))
        {
            LogDeadLetter(record.Position, reason.ErrorType, reason.Error, topic, times);
        }
    }

    private async Task<bool> KeepAsync(KafkaRecord record, DeadLetterReason reason, Exception tooLarge, DeadLetterRetries.Run retries, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return false;
        }

        var oversized = new OversizedRecord
        {
            Record = record,
            Group = group,
            ErrorType = reason.ErrorType,
            Error = reason.Error,
            Entity = reason.Entity,
            Attempts = reason.Attempts,
            Rejection = tooLarge.Message,
            RejectedAt = time.GetUtcNow(),
        };
        while (true)
        {
            try
            {
                return await store.KeepAsync(oversized, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e)
            {
                // The host's code: whatever it threw, the bytes are not kept yet.
                await retries.WaitAsync(e, StoreName, cancellationToken);
            }
        }
    }

    /// <summary>Null once it is stored, else the failure that it is given up for.</summary>
    private async Task<Exception?> SendAsync(KafkaMessage message, Func<Exception, bool> isFinal, DeadLetterRetries.Run retries, CancellationToken cancellationToken)
    {
        while (await TrySendAsync(message, cancellationToken) is { } failure)
        {
            if (isFinal(failure))
            {
                return failure;
            }

            await retries.WaitAsync(failure, message.Topic, cancellationToken);
        }

        return null;
    }

    private async Task<Exception?> TrySendAsync(KafkaMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var partitions = await topics.CountAsync(message.Topic, cancellationToken);
            await producer.SendAsync(message with { Partition = message.Partition % partitions }, cancellationToken);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Position} is a dead letter ({ErrorType}: {Error}), stored in {Topic} ({Times} of this kind since it was last logged).")]
    private partial void LogDeadLetter(RecordPosition position, string errorType, string error, string topic, int times);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Position} is a dead letter ({ErrorType}: {Error}) too large for {Topic}: a stub with its position, hash and reason is stored there, its bytes {Kept}. {Reason} ({Times} of this kind since it was last logged)")]
    private partial void LogStub(RecordPosition position, string errorType, string error, string topic, string kept, string reason, int times);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Position} is a dead letter ({ErrorType}: {Error}) of which {Topic} takes neither all nor a stub. It is in {Store} and nowhere else, and its partition goes on ({Times} of this kind since it was last logged).")]
    private partial void LogStubRejected(RecordPosition position, string errorType, string error, string topic, string store, int times, Exception failure);
}
