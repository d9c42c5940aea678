using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>Reads parked records as they were read when they arrived. Thread-safe.</summary>
/// <param name="decoder">Knows the declared event types.</param>
internal sealed class ParkedRecords(EventDecoder decoder)
{
    /// <inheritdoc cref="ParkedRecordReader"/>
    public DecodedEvent Read(ParkedRecord record) => decoder.Decode(new RecordData(
        record.Topic, record.TopicId, record.Partition, record.Offset, record.Timestamp, record.Value, record.Headers));
}
