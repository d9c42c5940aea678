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
}
