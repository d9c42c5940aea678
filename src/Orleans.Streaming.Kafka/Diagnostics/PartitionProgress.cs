namespace Orleans.Streaming.Kafka;

/// <summary>How far a group is in one partition.</summary>
/// <param name="Group">The group.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Committed">The committed offset.</param>
/// <param name="Lag">How many records are above it; null where the end of the log was never measured in this assignment.</param>
internal readonly record struct PartitionProgress(string Group, string Topic, int Partition, long Committed, long? Lag);
