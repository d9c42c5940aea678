namespace Platform.Persistence;

/// <summary>
/// A record that its entity has parked: as it was read, with its position and why it was parked. Its bytes are never changed.
/// </summary>
[GenerateSerializer, Immutable, Alias("platform.parked-record")]
public sealed record ParkedRecord
{
    /// <summary>Its place among all that the entity ever parked, from 1.</summary>
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>The topic it came from.</summary>
    [Id(1)]
    public required string Topic { get; init; }

    /// <summary>The broker's id of that topic; <see cref="Guid.Empty"/> where unknown.</summary>
    [Id(2)]
    public required Guid TopicId { get; init; }

    /// <summary>The partition it came from.</summary>
    [Id(3)]
    public required int Partition { get; init; }

    /// <summary>Its offset there.</summary>
    [Id(4)]
    public required long Offset { get; init; }

    /// <summary>The leader epoch it was written under; -1 where unknown.</summary>
    [Id(5)]
    public required int LeaderEpoch { get; init; }

    /// <summary>The record's timestamp; milliseconds count.</summary>
    [Id(6)]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The record key as text, or null.</summary>
    [Id(7)]
    public string? Key { get; init; }

    /// <summary>The value's bytes, or null.</summary>
    [Id(8)]
    public byte[]? Value { get; init; }

    /// <summary>The headers, in order; names may repeat.</summary>
    [Id(9)]
    public KeyValuePair<string, byte[]?>[] Headers { get; init; } = [];

    /// <summary>The event's id, or null where it is not known.</summary>
    [Id(10)]
    public string? EventId { get; init; }

    /// <summary>The event's type, or null where it is not known.</summary>
    [Id(11)]
    public string? EventType { get; init; }

    /// <summary>Why it was parked: a short, stable name of the kind of error.</summary>
    [Id(12)]
    public required string ErrorType { get; init; }

    /// <summary>Why it was parked, for a person.</summary>
    [Id(13)]
    public required string Error { get; init; }

    /// <summary>When it was parked, UTC.</summary>
    [Id(14)]
    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>When it was dropped, or null while it is parked.</summary>
    [Id(15)]
    public DateTimeOffset? DroppedAt { get; init; }

    /// <summary>Why it was dropped, as the operator said; else null.</summary>
    [Id(16)]
    public string? DropReason { get; init; }
}
