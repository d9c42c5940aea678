namespace Orleans.Streaming.Kafka;

/// <summary>What a group is asked: how far it has come in a partition.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="TopicId">The id it had.</param>
/// <param name="Partition">The partition.</param>
internal readonly record struct OffsetQuestion(string Topic, Guid TopicId, int Partition);
