namespace Orleans.Streaming.Kafka;

/// <summary>A place in a topic.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
public readonly record struct TopicPosition(int Partition, long Offset);
