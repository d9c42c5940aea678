using System.Text.Json;

namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>The decoding both sides of the comparison do.</summary>
internal sealed class OrderEventDecoder : IRecordDecoder
{
    public static OrderEvent Read(byte[] value) => JsonSerializer.Deserialize(value, OrderEventJson.Default.OrderEvent)!;

    public DecodedRecord Decode(KafkaRecord record) => DecodedRecord.Of(Read(record.Value!));
}
