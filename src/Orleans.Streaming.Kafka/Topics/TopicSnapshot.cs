namespace Orleans.Streaming.Kafka;

/// <summary>A topic as the broker described it.</summary>
/// <param name="Id">Its id; <see cref="Guid.Empty"/> where the broker gives none.</param>
/// <param name="Partitions">How many partitions it has.</param>
internal readonly record struct TopicSnapshot(Guid Id, int Partitions);
