namespace Orleans.Streaming.Kafka;

/// <summary>The default decoder: the event is the value's bytes.</summary>
internal sealed class RawBytesDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record) =>
        record.Value is { } value ? DecodedRecord.Of(value) : DecodedRecord.Reject("null-value", "the record has no value");
}
