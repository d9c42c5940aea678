namespace Orleans.Streaming.Kafka;

/// <summary>One decoded record on its way to the entity it belongs to.</summary>
[GenerateSerializer, Immutable, Alias("orleans.kafka.received-event")]
public sealed record ReceivedEvent
{
    /// <summary>The position of the record.</summary>
    [Id(0)]
    public required RecordPosition Position { get; init; }

    /// <summary>The record's timestamp, as the broker gives it (create or append time).</summary>
    [Id(1)]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The record key as text, or null where the record has none, or one that is no UTF-8 while the value names the entity.</summary>
    [Id(2)]
    public string? Key { get; init; }

    /// <summary>What the provider's decoder made of the value, or a <see cref="Tombstone"/>. Shared between receivers: never change it.</summary>
    [Id(3)]
    public required object Value { get; init; }

    /// <summary>The record's value and headers as they were read, or null where the provider does not carry them. Shared between receivers: never change it.</summary>
    [Id(4)]
    public RawRecord? Raw { get; init; }
}
