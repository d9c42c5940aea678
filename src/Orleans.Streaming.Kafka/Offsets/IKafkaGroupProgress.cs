namespace Orleans.Streaming.Kafka;

/// <summary>How far consumer groups have come in whole topics, whichever silo reads them. Thread-safe.</summary>
public interface IKafkaGroupProgress
{
    /// <summary>Queries the position of a group in every partition of a topic. Not cheap: for now and then.</summary>
    /// <param name="groupId">The group; one that this silo is a member of.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Stops waiting for the broker.</param>
    /// <returns>All of the topic's partitions, or null where it does not exist or one of them gives no answer.</returns>
    /// <exception cref="ArgumentException">The group is none of this silo's.</exception>
    /// <exception cref="KafkaStreamException">The broker could not be queried.</exception>
    ValueTask<IReadOnlyList<KafkaPartitionProgress>?> GetAsync(string groupId, string topic, CancellationToken cancellationToken = default);
}
