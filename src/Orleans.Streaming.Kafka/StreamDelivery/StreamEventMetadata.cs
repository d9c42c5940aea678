namespace Orleans.Streaming.Kafka;

/// <summary>What a subscriber may want to know of a record besides its event and its position.</summary>
/// <param name="Timestamp">The record's timestamp.</param>
/// <param name="Headers">The record's headers.</param>
/// <param name="HasKey">Whether the stream's key is the record's.</param>
[GenerateSerializer, Immutable, Alias("orleans.kafka.stream-event-metadata")]
internal readonly record struct StreamEventMetadata(
    [property: Id(0)] DateTimeOffset Timestamp,
    [property: Id(1)] KeyValuePair<string, byte[]?>[] Headers,
    [property: Id(2)] bool HasKey)
{
    public static StreamEventMetadata Of(KafkaRecord record) => new(record.Timestamp, [.. record.Headers], record.Key is not null);
}
