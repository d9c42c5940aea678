using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Hosting.Streams;

/// <summary>
/// Decodes a group's records as events. A record of a declared type that can't be read goes to its entity, where that can be named, and
/// quarantines it; any other is a dead letter. Thread-safe.
/// </summary>
/// <param name="decoder">Knows the declared types.</param>
/// <param name="routes">Where the group's events go, by topic.</param>
internal sealed class EventRecordDecoder(EventDecoder decoder, IReadOnlyDictionary<string, EntityRoute> routes) : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record)
    {
        var position = record.Position;
        var data = new RecordData(position.Topic, position.TopicId, position.Partition, position.Offset, record.Timestamp, record.Value, record.Headers);
        var decoded = decoder.Decode(data);
        if (decoded.IsEvent)
        {
            return DecodedRecord.Of(decoded.Event);
        }

        return routes[position.Topic].NamesUnreadable && UnreadableEvents.Name(data, decoded, routes[position.Topic].Key) is { } unreadable
            ? DecodedRecord.Of(unreadable)
            : DecodedRecord.Reject(decoded.ErrorType, decoded.Error);
    }
}
