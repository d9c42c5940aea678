using Orleans.Streaming.Kafka;

namespace Delivery;

/// <summary>What the provider decodes with.</summary>
internal sealed class OrderEventDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record) => DecodedRecord.Of(OrderEvent.Read(record.Value!));
}
