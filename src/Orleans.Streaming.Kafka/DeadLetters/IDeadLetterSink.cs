namespace Orleans.Streaming.Kafka;

/// <summary>
/// Takes the dead letters of topics that name it (<see cref="KafkaTopicBuilder.DeadLettersTo{TSink}"/>), instead of a dead-letter topic. Called by many
/// threads at once.
/// </summary>
public interface IDeadLetterSink
{
    /// <summary>
    /// Stores a dead letter. The record's offset is committed once this has returned. It may come again for the same record, after a crash or a
    /// hand-over: topic id, partition, offset and group identify it.
    /// </summary>
    /// <param name="deadLetter">The record, and why it is a dead letter.</param>
    /// <param name="cancellationToken">The partition ended; the record will come again.</param>
    /// <remarks>What it throws counts as passing: it is called again, with growing waits, for as long as it throws, and the record's offset waits.</remarks>
    Task StoreAsync(DeadLetter deadLetter, CancellationToken cancellationToken);
}
