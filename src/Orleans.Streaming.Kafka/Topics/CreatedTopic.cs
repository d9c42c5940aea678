namespace Orleans.Streaming.Kafka;

/// <summary>A topic that was created.</summary>
/// <param name="Name">The name.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="ReplicationFactor">The replicas it got.</param>
/// <param name="ReplicationFactorWanted">The replicas that the definition sets.</param>
public sealed record CreatedTopic(string Name, int Partitions, short ReplicationFactor, short ReplicationFactorWanted);
