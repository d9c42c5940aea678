namespace Platform.Events;

/// <summary>A domain event: the envelope's fields and a typed payload.</summary>
[GenerateSerializer, Immutable, Alias("platform.event")]
public sealed record Event
{
    /// <summary>1–200 characters, unique per event and type; ours are UUIDs.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The declared name of its type, for example <c>meter.reading</c>.</summary>
    [Id(1)]
    public required string Type { get; init; }

    /// <summary><c>major.minor</c>, for example <c>1.0</c>: as its producer wrote it. The payload is the newest declared version's all the same.</summary>
    [Id(2)]
    public required string Version { get; init; }

    /// <summary>The event's own time: the envelope's timestamp, else the payload's, else the record's.</summary>
    [Id(3)]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>1–200 characters; the same along a chain of events.</summary>
    [Id(4)]
    public required string CorrelationId { get; init; }

    /// <summary>The W3C <c>traceparent</c> that came with the event, or null.</summary>
    [Id(5)]
    public string? TraceParent { get; init; }

    /// <summary>What happened: an immutable record of the type's payload type.</summary>
    [Id(6)]
    public required object Payload { get; init; }
}
