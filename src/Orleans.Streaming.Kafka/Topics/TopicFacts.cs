namespace Orleans.Streaming.Kafka;

/// <summary>A topic as its needs are judged by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">The fewest replicas any of its partitions has; null where the topic does not exist.</param>
/// <param name="MinInsync">Its <c>min.insync.replicas</c>; null where it can't be read.</param>
/// <param name="RecordBytesMax">Its <c>max.message.bytes</c>; null where it can't be read.</param>
internal sealed record TopicFacts(string Name, int? Replicas, int? MinInsync, long? RecordBytesMax);
