namespace Orleans.Streaming.Kafka;

/// <summary>Looks into topics beside any consumer group: commits nothing, joins nothing. For operators. Thread-safe.</summary>
public interface IKafkaTopicReader
{
    /// <summary>Reads records in order of partition and offset, up to the ends as they are now.</summary>
    /// <param name="query">Which records.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The records, as many as a page may hold, and where to go on; null where the topic does not exist.</returns>
    /// <exception cref="KafkaStreamException">No broker answers, or it refuses.</exception>
    Task<TopicPage?> ReadAsync(TopicQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads one record; null where there is none at that place.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The offset.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KafkaStreamException">No broker answers, or it refuses.</exception>
    Task<KafkaRecord?> FindAsync(string topic, int partition, long offset, CancellationToken cancellationToken = default);
}
