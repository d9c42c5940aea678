namespace Orleans.Streaming.Kafka;

/// <summary>Sends the dead letters of each topic where its options say. Thread-safe.</summary>
internal sealed class TopicDeadLetters(IReadOnlyDictionary<string, IDeadLetters> own, IDeadLetters others) : IDeadLetters
{
    public string? Problem => string.Join("; ", own.Values.Append(others).Distinct().Select(target => target.Problem).OfType<string>()) is { Length: > 0 } problems ? problems : null;

    public Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken) =>
        own.GetValueOrDefault(record.Position.Topic, others).WriteAsync(record, reason, cancellationToken);
}
