namespace Orleans.Streaming.Kafka.Tests.Decoding.Support;

/// <summary>Makes of each record the number of its value's bytes.</summary>
public sealed class LengthDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record) => DecodedRecord.Of(record.Value!.Length);
}
