using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Silo.Streams;

/// <summary>Decodes records for users: one that can't be read quarantines its user, where that can be named. Thread-safe.</summary>
internal sealed class UserRecordDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record) => EventRecordDecoder.Decode(record, EntityKind.User);
}
