namespace Orleans.Streaming.Kafka;

/// <summary>A request for how far a group has come in a partition.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="TopicId">The id it had.</param>
/// <param name="Partition">The partition.</param>
internal readonly record struct OffsetRequest(string Topic, Guid TopicId, int Partition);
