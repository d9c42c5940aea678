using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>Reads parked records as they were read when they arrived.</summary>
internal static class ParkedRecords
{
    /// <inheritdoc cref="ParkedRecordReader"/>
    public static DecodedEvent Read(ParkedRecord record) => EventDecoder.Decode(new RecordData(
        record.Topic, record.TopicId, record.Partition, record.Offset, record.Timestamp, record.Value, record.Headers));
}
