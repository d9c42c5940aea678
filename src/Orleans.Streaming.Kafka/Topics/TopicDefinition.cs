namespace Orleans.Streaming.Kafka;

/// <summary>A topic as it should be.</summary>
public sealed record TopicDefinition
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The number of partitions, at least 1.</summary>
    public required int Partitions { get; init; }

    /// <summary>The number of replicas, at least 1.</summary>
    public required short ReplicationFactor { get; init; }

    /// <summary>Topic settings by Kafka's names, for example <c>retention.ms</c>.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();
}
