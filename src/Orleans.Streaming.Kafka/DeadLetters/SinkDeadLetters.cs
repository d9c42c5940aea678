namespace Orleans.Streaming.Kafka;

/// <summary>Gives dead letters to the application, again and again until it has them. Thread-safe as its sink is.</summary>
internal sealed class SinkDeadLetters(string group, IDeadLetterSink sink, DeadLetterRetries retries, KafkaMetrics metrics, TimeProvider time) : IDeadLetters
{
    private readonly string _name = sink.GetType().Name;

    public string? Problem => retries.Problem;

    public async Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken)
    {
        using var run = retries.Begin(record.Position);
        var deadLetter = new DeadLetter
        {
            Record = record,
            Group = group,
            ErrorType = reason.ErrorType,
            Error = reason.Error,
            Entity = reason.Entity,
            Attempts = reason.Attempts,
            Sequence = reason.Sequence,
            At = time.GetUtcNow(),
        };
        while (await TryStoreAsync(deadLetter, cancellationToken) is { } failure)
        {
            await run.WaitAsync(failure, _name, cancellationToken);
        }

        metrics.DeadLetter(record.Position.Topic, group, reason.ErrorType);
    }

    private async Task<Exception?> TryStoreAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        try
        {
            await sink.StoreAsync(deadLetter, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // The application's code: whatever it threw, the dead letter is not stored yet.
            return e;
        }
    }
}
