using Platform.Processing;

namespace Platform.Hosting.Admin;

/// <summary>A parked event, without its bytes: the dead letter of the same sequence has them.</summary>
internal sealed record ParkedResponse(
    long Sequence,
    string? EventId,
    string? EventType,
    string Topic,
    int Partition,
    long Offset,
    DateTimeOffset Timestamp,
    string? Key,
    int Bytes,
    string ErrorType,
    string Error,
    DateTimeOffset ParkedAt,
    DateTimeOffset? DroppedAt,
    string? DropReason)
{
    /// <summary>Of a record.</summary>
    public static ParkedResponse Of(ParkedEvent record) => new(
        record.Sequence, record.EventId, record.EventType, record.Topic, record.Partition, record.Offset, record.Timestamp, record.Key,
        record.Bytes, record.ErrorType, record.Error, record.ParkedAt, record.DroppedAt, record.DropReason);
}
