using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Orleans.Streaming.Kafka;

/// <summary>Queries the broker for offsets of many partitions at once.</summary>
/// <param name="wanted">Which offset of which partition.</param>
/// <exception cref="KafkaException">The broker can't be queried, or one partition gives no answer.</exception>
internal delegate Task<IReadOnlyDictionary<TopicPartition, long>> ListOffsets(IReadOnlyCollection<TopicPartitionOffsetSpec> wanted);
