namespace Orleans.Streaming.Kafka;

/// <summary>What consumer groups have committed: those of this silo and any other. Thread-safe.</summary>
public interface IKafkaGroupOffsets
{
    /// <summary>
    /// The committed offset (the next record to read) of a group's partition, or null where there is none: from this silo's
    /// own knowledge where it owns the partition, else queried from the broker. May lag; never runs ahead of the highest that was
    /// ever committed.
    /// </summary>
    /// <param name="groupId">The group; it need not run on this silo, nor run at all any more.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="topicId">The topic's id; null is answered when the topic was re-created or deleted since.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="beyond">An answer above this may be one the broker gave before. Default: always the newest.</param>
    /// <param name="cancellationToken">Stops waiting for the broker.</param>
    /// <exception cref="KafkaStreamException">The broker could not be queried.</exception>
    ValueTask<long?> GetCommittedAsync(
        string groupId, string topic, Guid topicId, int partition, long beyond = long.MaxValue, CancellationToken cancellationToken = default);
}
