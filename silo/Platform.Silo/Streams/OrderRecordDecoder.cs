using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Silo.Streams;

/// <summary>Decodes records for orders: one that can't be read quarantines its order, where that can be named. Thread-safe.</summary>
internal sealed class OrderRecordDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record) => EventRecordDecoder.Decode(record, EntityKind.Order);
}
