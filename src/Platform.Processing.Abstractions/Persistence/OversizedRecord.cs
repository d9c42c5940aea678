namespace Platform.Persistence;

/// <summary>
/// A record whose dead letter was too large for its topic: as it was read, with its position and why it was given up. Its bytes
/// are never changed.
/// </summary>
[GenerateSerializer, Immutable, Alias("platform.refused-record")]
public sealed record OversizedRecord
{
    /// <summary>The consumer group that gave it up.</summary>
    [Id(0)]
    public required string Group { get; init; }

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

    /// <summary>The record's timestamp; milliseconds count.</summary>
    [Id(5)]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The key's bytes, or null.</summary>
    [Id(6)]
    public byte[]? Key { get; init; }

    /// <summary>The value's bytes, or null.</summary>
    [Id(7)]
    public byte[]? Value { get; init; }

    /// <summary>The headers, in order; names may repeat.</summary>
    [Id(8)]
    public KeyValuePair<string, byte[]?>[] Headers { get; init; } = [];

    /// <summary>The entity it belongs to, or null where none can be named.</summary>
    [Id(9)]
    public string? Entity { get; init; }

    /// <summary>How many deliveries were tried; 0 where it never came to one.</summary>
    [Id(10)]
    public required int Attempts { get; init; }

    /// <summary>Why it is a dead letter: a short, stable name of the kind of error.</summary>
    [Id(11)]
    public required string ErrorType { get; init; }

    /// <summary>Why it is a dead letter, for a person.</summary>
    [Id(12)]
    public required string Error { get; init; }

    /// <summary>The error with which the broker, or the client, rejected the dead letter.</summary>
    [Id(13)]
    public required string Rejection { get; init; }

    /// <summary>When that was, UTC; milliseconds count.</summary>
    [Id(14)]
    public required DateTimeOffset RejectedAt { get; init; }
}
