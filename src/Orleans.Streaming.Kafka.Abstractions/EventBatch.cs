namespace Orleans.Streaming.Kafka;

/// <summary>
/// The waiting events of one entity, from one partition, in offset order. Never empty.
/// </summary>
[GenerateSerializer, Immutable, Alias("orleans.kafka.event-batch")]
public sealed record EventBatch
{
    /// <summary>The consumer group that delivers.</summary>
    [Id(0)]
    public required string Group { get; init; }

    /// <summary>The events: one partition, ascending offsets, at least one.</summary>
    [Id(1)]
    public required ReceivedEvent[] Events { get; init; }
}
