namespace Orleans.Streaming.Kafka;

/// <summary>
/// An event of a stream together with what its record says besides. A stream got as <c>GetStream&lt;KafkaEvent&lt;T&gt;&gt;</c> gives its
/// subscribers headers, key, timestamp and tombstones, and takes headers, timestamp and tombstones from its producers. The records are the
/// same as those of <c>GetStream&lt;T&gt;</c>, so each process chooses; within one, Orleans lets a stream be got as one type only.
/// </summary>
/// <typeparam name="T">The event's type.</typeparam>
[GenerateSerializer, Immutable, Alias("orleans.kafka.event`1")]
public sealed record KafkaEvent<T>
{
    /// <summary>The event; the type's default in a tombstone.</summary>
    [Id(0)]
    public T? Value { get; init; }

    /// <summary>
    /// Whether the record has no value: in a compacted topic, its key is gone. Subscribers are given such records where the topic says so
    /// (<c>DeliversTombstones</c>).
    /// </summary>
    [Id(1)]
    public bool IsTombstone { get; init; }

    /// <summary>The record's headers, in order; names may repeat. What the provider writes itself (request context, trace, namespace) comes with them.</summary>
    [Id(2)]
    public IReadOnlyList<KeyValuePair<string, byte[]?>> Headers { get; init; } = [];

    /// <summary>The record's timestamp, as the broker gives it (create or append time); for a producer null is the moment of the send.</summary>
    [Id(3)]
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The record key as text; null where the record has none. Of no effect for a producer: the key is the stream's.</summary>
    [Id(4)]
    public string? Key { get; init; }

    /// <summary>Where the record is. Of no effect for a producer.</summary>
    [Id(5)]
    public RecordPosition? Position { get; init; }
}
