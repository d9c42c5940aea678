namespace Orleans.Streaming.Kafka;

/// <summary>
/// What operators do with the partitions of the cluster's Kafka stream providers, whichever silo reads them. In every silo that has such a
/// provider; in clients, and in silos that have none, by <see cref="KafkaServiceCollectionExtensions.AddKafkaPartitions"/>. Thread-safe.
/// </summary>
public interface IKafkaPartitions
{
    /// <summary>
    /// Reads on in a partition that stopped at a batch that can't be read: its checksum is wrong, or it can't be decompressed. What was
    /// read before is finished as ever; what lies between is not read, unless the group's offset is moved back.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">
    /// Where to read on: at or above where it stopped, and not above the end of the log. Null, which is the default, for the first offset
    /// that can be read: none but the records of the batch are passed over, or nothing where it can be read by now.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the partition may be resumed nevertheless.</param>
    /// <returns>From where to where was passed over, or null where no silo of the cluster reads the partition now.</returns>
    /// <exception cref="KafkaStreamException">
    /// The partition did not stop for that, the offset is out of range, or a silo of the cluster knows no such request: not transient. The brokers can't be queried, or the partition
    /// was handed over meanwhile: transient.
    /// </exception>
    Task<ResumedPartition?> ResumeAsync(string provider, string topic, int partition, long? offset = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Pauses a topic's partitions, or one of them: nothing more of it is read, and no call to a grain begins; those in flight end
    /// (<see cref="KafkaStreamOptions.DrainTimeout"/> at most is waited for). Where the topic is streams, subscribers still get what was read before.
    /// </summary>
    /// <remarks>
    /// A pause belongs to the assignment, as in Kafka: it ends with <see cref="UnpauseAsync"/>, or when the partition is revoked or lost. Whoever is
    /// assigned it next reads it, from the committed offset. It lasts through rebalances that leave the partition where it is. The status of the
    /// group says which partitions are paused.
    /// </remarks>
    /// <param name="provider">The provider's name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition; null, which is the default, for all that are assigned now.</param>
    /// <param name="cancellationToken">Stops waiting; they may be paused nevertheless.</param>
    /// <returns>The partitions that are paused, in ascending order; none where no silo of the cluster reads any of them.</returns>
    /// <exception cref="KafkaStreamException">A silo of the cluster knows no such request; not transient.</exception>
    Task<IReadOnlyList<int>> PauseAsync(string provider, string topic, int? partition = null, CancellationToken cancellationToken = default);

    /// <summary>Has paused partitions go on where they were.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition; null, which is the default, for all.</param>
    /// <param name="cancellationToken">Stops waiting; they may go on nevertheless.</param>
    /// <returns>The partitions that were paused until now, in ascending order.</returns>
    /// <exception cref="KafkaStreamException">A silo of the cluster knows no such request; not transient.</exception>
    Task<IReadOnlyList<int>> UnpauseAsync(string provider, string topic, int? partition = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a partition from another offset, below or above, for grains that get their records by key. Reading rests until every record below the
    /// offset that was read is processed, 20 s at most; the offset is committed, and then read from: a crash or a rebalance after that begins there,
    /// one before that moves nothing. Records between are delivered again, or not at all; what was in flight above the offset is delivered again.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The next offset to read: from the beginning of the log to its end.</param>
    /// <param name="cancellationToken">Stops waiting; it may be read from there nevertheless.</param>
    /// <returns>Up to where it was read before and from where it is read now, or null where no silo of the cluster reads the partition.</returns>
    /// <exception cref="KafkaStreamException">
    /// The topic is streams, whose subscribers rewind by their tokens, the offset is out of range, or a silo of the cluster knows no such request: not
    /// transient. Records below the offset are not processed in time, the brokers can't be queried, or the partition was handed over meanwhile: transient.
    /// </exception>
    Task<ResumedPartition?> SeekAsync(string provider, string topic, int partition, long offset, CancellationToken cancellationToken = default);
}
