namespace Orleans.Streaming.Kafka;

/// <summary>What a record carried, byte for byte; its key is in <see cref="ReceivedEvent.Key"/>.</summary>
/// <param name="Value">The value's bytes, or null for a tombstone.</param>
/// <param name="Headers">The headers, in order; names may repeat.</param>
[GenerateSerializer, Immutable, Alias("orleans.kafka.raw-record")]
public sealed record RawRecord(
    [property: Id(0)] byte[]? Value,
    [property: Id(1)] KeyValuePair<string, byte[]?>[] Headers)
{
    /// <summary>Takes over a record's value and headers.</summary>
    /// <param name="value">The value's bytes.</param>
    /// <param name="headers">The headers; copied unless they are an array.</param>
    public static RawRecord Of(byte[]? value, IReadOnlyList<KeyValuePair<string, byte[]?>> headers) =>
        new(value, headers as KeyValuePair<string, byte[]?>[] ?? [.. headers]);
}
