namespace Platform.Events;

/// <summary>A topic as it should be.</summary>
/// <param name="Name">The name.</param>
/// <param name="Partitions">The number of partitions, at least 1.</param>
/// <param name="ReplicationFactor">The number of replicas, at least 1.</param>
/// <param name="Config">Topic settings by Kafka's names, for example <c>retention.ms</c>, as the file writes them; Kafka judges them.</param>
public sealed record TopicSpec(string Name, int Partitions, short ReplicationFactor, IReadOnlyDictionary<string, string> Config);
