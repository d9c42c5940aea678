namespace Orleans.Streaming.Kafka;

/// <summary>A record to produce. The partition follows from the key by murmur2, as with Kafka's Java and JavaScript clients.</summary>
public sealed record KafkaMessage
{
    /// <summary>The topic; it must exist.</summary>
    public required string Topic { get; init; }

    /// <summary>The key's bytes, or null for none (then any partition).</summary>
    public byte[]? Key { get; init; }

    /// <summary>The value's bytes, or null for a tombstone.</summary>
    public byte[]? Value { get; init; }

    /// <summary>Headers, in order. A null value is a header without a value.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]?>> Headers { get; init; } = [];

    /// <summary>A fixed partition instead of the key's, or null.</summary>
    public int? Partition { get; init; }

    /// <summary>The record's create time, or null for the moment it is sent.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}
