namespace Orleans.Streaming.Kafka;

/// <summary>What <see cref="IKafkaTopics.EnsureAsync"/> found and did.</summary>
/// <param name="Created">The topics it created.</param>
/// <param name="Differences">One sentence for each difference between a topic that exists and its definition; nothing was changed.</param>
public sealed record TopicsReport(IReadOnlyList<CreatedTopic> Created, IReadOnlyList<string> Differences);
