namespace Orleans.Streaming.Kafka;

/// <summary>A record as it was read, before decoding. Its bytes are never changed.</summary>
public sealed class KafkaRecord
{
    /// <summary>Its position.</summary>
    public required RecordPosition Position { get; init; }

    /// <summary>The record's timestamp; one outside the years 1 to 9999 is the nearest of them.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The key's bytes, or null.</summary>
    public byte[]? Key { get; init; }

    /// <summary>The value's bytes, or null for a tombstone.</summary>
    public byte[]? Value { get; init; }

    /// <summary>The headers, in order; names may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]?>> Headers { get; init; } = [];
}
