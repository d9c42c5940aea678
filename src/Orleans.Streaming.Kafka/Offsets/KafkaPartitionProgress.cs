namespace Orleans.Streaming.Kafka;

/// <summary>The position of a group in a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="End">Where the log ended for a reader of committed transactions: the offset of the next record.</param>
/// <param name="Committed">What the group has committed, the next record to read; null where it has committed nothing. Queried after the end, so it may be above it.</param>
public readonly record struct KafkaPartitionProgress(int Partition, long End, long? Committed);
