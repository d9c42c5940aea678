namespace Orleans.Streaming.Kafka;

/// <summary>How far a group has got in a partition.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="TopicId">The topic's id; <see cref="Guid.Empty"/> where the broker gives none.</param>
/// <param name="Offset">The next offset to read.</param>
public readonly record struct GroupPosition(string Topic, int Partition, Guid TopicId, long Offset);
