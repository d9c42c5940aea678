using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Asks the broker for those of the topics that exist and may be seen.</summary>
/// <param name="topics">Their names.</param>
/// <exception cref="KafkaException">The broker can't be queried.</exception>
internal delegate Task<IReadOnlyDictionary<string, TopicSnapshot>> DescribeTopics(IReadOnlyCollection<string> topics);
