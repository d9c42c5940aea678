namespace Orleans.Streaming.Kafka;

/// <summary>Records of a topic.</summary>
/// <param name="Records">The records, by partition and offset.</param>
/// <param name="Next">The place the next page begins after; null at the end.</param>
public sealed record TopicPage(IReadOnlyList<KafkaRecord> Records, TopicPlace? Next);
