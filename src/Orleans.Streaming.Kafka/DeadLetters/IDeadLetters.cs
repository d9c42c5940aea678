namespace Orleans.Streaming.Kafka;

/// <summary>Where records go that no grain will take.</summary>
internal interface IDeadLetters
{
    /// <summary>Stores a dead letter; returns once it is acknowledged, however long that takes.</summary>
    /// <exception cref="OperationCanceledException">The partition ended first; the record will be delivered again.</exception>
    Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken);

    /// <summary>Why dead letters can't be stored now, or null.</summary>
    string? Problem => null;
}
