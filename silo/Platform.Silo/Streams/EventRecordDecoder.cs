using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Silo.Streams;

/// <summary>Decodes records as events of ours. Thread-safe.</summary>
internal sealed class EventRecordDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record)
    {
        var position = record.Position;
        var decoded = EventDecoder.Decode(new RecordData(position.Topic, position.TopicId, position.Partition, position.Offset, record.Timestamp, record.Value, record.Headers));
        return decoded.IsEvent ? DecodedRecord.Of(decoded.Event) : DecodedRecord.Refuse(decoded.ErrorType, decoded.Error);
    }
}
