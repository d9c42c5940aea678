namespace Orleans.Streaming.Kafka;

/// <summary>How far a group is in one partition.</summary>
internal readonly record struct PartitionProgress(string Group, string Topic, int Partition, long Committed, long Lag);
