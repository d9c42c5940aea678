namespace Platform.Processing;

/// <summary>A group's place in a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="End">Where the partition ended: the offset of the next record to be written.</param>
/// <param name="Committed">What the group has committed: the next record to read; null where it has committed nothing.</param>
public readonly record struct PartitionProgress(int Partition, long End, long? Committed);
