namespace Orleans.Streaming.Kafka;

/// <summary>Where an acknowledged record was stored.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
public readonly record struct SentRecord(string Topic, int Partition, long Offset);
