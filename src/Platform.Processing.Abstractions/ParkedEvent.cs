using Platform.Persistence;

namespace Platform.Processing;

/// <summary>A parked event as operators see it: everything but the record's value and headers, which may be a megabyte each.</summary>
[GenerateSerializer, Immutable, Alias("platform.parked-event")]
public sealed record ParkedEvent
{
    /// <summary>Its place among all that the entity ever parked, from 1.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>The event's id, or null where it is not known.</summary>
    [Id(1)]
    public string? EventId { get; init; }

    /// <summary>The event's type, or null where it is not known.</summary>
    [Id(2)]
    public string? EventType { get; init; }

    /// <summary>The topic it came from.</summary>
    [Id(3)]
    public required string Topic { get; init; }

    /// <summary>The partition it came from.</summary>
    [Id(4)]
    public required int Partition { get; init; }

    /// <summary>Its offset there.</summary>
    [Id(5)]
    public required long Offset { get; init; }

    /// <summary>The record's timestamp.</summary>
    [Id(6)]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The record key as text, or null.</summary>
    [Id(7)]
    public string? Key { get; init; }

    /// <summary>How many bytes the value has.</summary>
    [Id(8)]
    public required int Bytes { get; init; }

    /// <summary>Why it was parked: a short, stable name of the kind of error.</summary>
    [Id(9)]
    public required string ErrorType { get; init; }

    /// <summary>Why it was parked, for a person.</summary>
    [Id(10)]
    public required string Error { get; init; }

    /// <summary>When it was parked, UTC.</summary>
    [Id(11)]
    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>When it was dropped, or null while it is parked.</summary>
    [Id(12)]
    public DateTimeOffset? DroppedAt { get; init; }

    /// <summary>Why it was dropped, as the operator said; else null.</summary>
    [Id(13)]
    public string? DropReason { get; init; }

    /// <summary>Of a record.</summary>
    /// <param name="record">The record.</param>
    public static ParkedEvent Of(ParkedRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new ParkedEvent
        {
            Sequence = record.Sequence,
            EventId = record.EventId,
            EventType = record.EventType,
            Topic = record.Topic,
            Partition = record.Partition,
            Offset = record.Offset,
            Timestamp = record.Timestamp,
            Key = record.Key,
            Bytes = record.Value?.Length ?? 0,
            ErrorType = record.ErrorType,
            Error = record.Error,
            ParkedAt = record.ParkedAt,
            DroppedAt = record.DroppedAt,
            DropReason = record.DropReason,
        };
    }
}
