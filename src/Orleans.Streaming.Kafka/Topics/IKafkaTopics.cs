namespace Orleans.Streaming.Kafka;

/// <summary>The topics of a cluster. Thread-safe.</summary>
public interface IKafkaTopics
{
    /// <summary>
    /// Creates the topics that are missing and reports how those that exist differ, without changing them. Returns when every
    /// topic created can be read and written.
    /// </summary>
    /// <param name="definitions">The topics as they should be.</param>
    /// <param name="allowFewerReplicas">Create with as many replicas as there are brokers where there are fewer than wanted (and min.insync.replicas lowered to match).</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="KafkaStreamException">The broker can't be reached, refuses, or has too few brokers.</exception>
    Task<TopicsReport> EnsureAsync(IReadOnlyList<TopicDefinition> definitions, bool allowFewerReplicas, CancellationToken cancellationToken = default);

    /// <summary>The number of partitions, or null where the topic does not exist.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KafkaStreamException">The broker can't be reached, or answers with another error than that there is no such topic, for example for want of rights.</exception>
    Task<int?> GetPartitionCountAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Succeeds when a broker answers.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KafkaStreamException">No broker answers.</exception>
    Task CheckAsync(CancellationToken cancellationToken = default);
}
