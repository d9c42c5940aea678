using Orleans.Streaming.Kafka;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>Why an entity takes no events and what it has parked.</summary>
[GenerateSerializer, Immutable, Alias("platform.quarantine")]
internal sealed record Quarantine
{
    /// <summary>The error type of an entity with too many deferred events; the arrival of the event that they need ends the quarantine.</summary>
    public const string DeferredLimit = "waiting-limit";

    /// <summary>The error type of an entity in which an event is deferred for too long; the arrival of the event that it needs ends the quarantine.</summary>
    public const string DeferredAge = "waiting-age";

    /// <summary>The error type of an event that may have been applied before: ids of its age were forgotten.</summary>
    public const string Uncertain = "may-be-a-repeat";

    /// <summary>The error type of what is parked only because its entity is in quarantine.</summary>
    public const string Behind = "entity-quarantined";

    /// <summary>Since when.</summary>
    [Id(0)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>The kind of error that stopped the entity last.</summary>
    [Id(1)]
    public required string ErrorType { get; init; }

    /// <summary>What was wrong, cut to <see cref="Rejection.ErrorLengthMax"/> characters.</summary>
    [Id(2)]
    public required string Error { get; init; }

    /// <summary>The id of the event that failed, or null.</summary>
    [Id(3)]
    public string? EventId { get; init; }

    /// <summary>Its type, or null.</summary>
    [Id(4)]
    public string? EventType { get; init; }

    /// <summary>The topic of its record; of a deferred event, of the record that released it.</summary>
    [Id(5)]
    public required string Topic { get; init; }

    /// <summary>The partition.</summary>
    [Id(6)]
    public required int Partition { get; init; }

    /// <summary>The offset.</summary>
    [Id(7)]
    public required long Offset { get; init; }

    /// <summary>No parked record has a lower sequence, unless it was dropped.</summary>
    [Id(8)]
    public required long Next { get; init; }

    /// <summary>How many records are parked.</summary>
    [Id(9)]
    public required long Parked { get; init; }

    /// <summary>Whether they are being redriven.</summary>
    [Id(10)]
    public bool IsRedriving { get; init; }

    /// <summary>Whether the event that failed, or is deferred for too long, is one of the state's deferred events; then it is not parked, and is tried first.</summary>
    [Id(11)]
    public bool IsOfDeferredEvent { get; init; }

    /// <summary>The consumer group whose delivery stopped the entity, or null where that is not known.</summary>
    [Id(12)]
    public string? Group { get; init; }

    /// <summary>Whether an operator redrives the event that stopped the entity although it may have been applied before.</summary>
    [Id(13)]
    public bool IsAccepted { get; init; }

    /// <summary>Whether a record is the one that stopped the entity.</summary>
    /// <param name="position">The record's position.</param>
    public bool IsOf(RecordPosition position) =>
        Offset == position.Offset && Partition == position.Partition && string.Equals(Topic, position.Topic, StringComparison.Ordinal);

    /// <summary>Whether it is a quarantine for deferred events: what they need has not come.</summary>
    public bool IsOfDeferral => ErrorType is DeferredLimit or DeferredAge;

    /// <summary>Whether the arrival of the event that the deferred ones need ends it.</summary>
    public bool EndsByItself => IsOfDeferral && !IsRedriving;

    /// <summary>As operators see it.</summary>
    /// <param name="grain">The entity.</param>
    public QuarantinedEntity Of(GrainId grain) => new()
    {
        Grain = grain.Type.ToString()!,
        Key = grain.Key.ToString()!,
        Since = Since,
        ErrorType = ErrorType,
        Error = Error,
        EventId = EventId,
        EventType = EventType,
        Topic = Topic,
        Partition = Partition,
        Offset = Offset,
        Parked = Parked,
        IsRedriving = IsRedriving,
    };
}
