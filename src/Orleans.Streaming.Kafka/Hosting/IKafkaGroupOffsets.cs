namespace Orleans.Streaming.Kafka;

/// <summary>What consumer groups have committed. Thread-safe.</summary>
public interface IKafkaGroupOffsets
{
    /// <summary>
    /// The committed offset (the next record to read) of a group's partition, or null where there is none: from this silo's
    /// own knowledge where it owns the partition, else asked of the broker. May lag; never runs ahead.
    /// </summary>
    /// <param name="groupId">The group.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="topicId">The topic's id; null is answered when the topic was re-created since.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Stops waiting for the broker.</param>
    /// <exception cref="KafkaStreamException">The broker could not be asked.</exception>
    ValueTask<long?> GetCommittedAsync(string groupId, string topic, Guid topicId, int partition, CancellationToken cancellationToken = default);
}
