using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Silo.Streams;

/// <summary>Decodes records as events of ours; one that is none is refused. For what gives up an event's order: sums. Thread-safe.</summary>
internal sealed class EventRecordDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record) => Decode(record, entity: null);

    /// <summary>Decodes a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="entity">The kind of entity that gets what can't be read, where it can be named; null for none.</param>
    public static DecodedRecord Decode(KafkaRecord record, EntityKind? entity)
    {
        var position = record.Position;
        var data = new RecordData(position.Topic, position.TopicId, position.Partition, position.Offset, record.Timestamp, record.Value, record.Headers);
        var decoded = EventDecoder.Decode(data);
        if (decoded.IsEvent)
        {
            return DecodedRecord.Of(decoded.Event);
        }

        return entity is { } kind && UnreadableEvents.Name(data, decoded, kind) is { } unreadable
            ? DecodedRecord.Of(unreadable)
            : DecodedRecord.Reject(decoded.ErrorType, decoded.Error);
    }
}
