using Platform.Persistence;

namespace Platform.Processing;

/// <summary>Why an entity takes no events and what it has parked.</summary>
[GenerateSerializer, Immutable, Alias("platform.quarantine")]
internal sealed record Quarantine
{
    /// <summary>The error type of an entity in which too many events wait for another one; that one's arrival ends the quarantine.</summary>
    public const string WaitingLimit = "waiting-limit";

    /// <summary>The error type of an entity in which an event has waited too long for another one; that one's arrival ends the quarantine.</summary>
    public const string WaitingAge = "waiting-age";

    /// <summary>The error type of what is parked only because its entity is in quarantine.</summary>
    public const string Behind = "entity-quarantined";

    /// <summary>Since when.</summary>
    [Id(0)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>The kind of error that stopped the entity last.</summary>
    [Id(1)]
    public required string ErrorType { get; init; }

    /// <summary>What was wrong, cut to <see cref="Refusal.ErrorLengthMax"/> characters.</summary>
    [Id(2)]
    public required string Error { get; init; }

    /// <summary>The id of the event that failed, or null.</summary>
    [Id(3)]
    public string? EventId { get; init; }

    /// <summary>Its type, or null.</summary>
    [Id(4)]
    public string? EventType { get; init; }

    /// <summary>Where its record stands; of a waiting event, the record that released it.</summary>
    [Id(5)]
    public required string Topic { get; init; }

    /// <summary>The partition.</summary>
    [Id(6)]
    public required int Partition { get; init; }

    /// <summary>The offset.</summary>
    [Id(7)]
    public required long Offset { get; init; }

    /// <summary>No parked record that waits has a lower sequence.</summary>
    [Id(8)]
    public required long Next { get; init; }

    /// <summary>How many records are parked.</summary>
    [Id(9)]
    public required long Waiting { get; init; }

    /// <summary>Whether they are being handed back.</summary>
    [Id(10)]
    public bool IsRedriving { get; init; }

    /// <summary>Whether what failed, or waited too long, is one of the state's waiting events, which is then not parked but first in line there.</summary>
    [Id(11)]
    public bool IsOfWaitingEvent { get; init; }

    /// <summary>The consumer group whose delivery stopped the entity, or null where that is not known.</summary>
    [Id(12)]
    public string? Group { get; init; }

    /// <summary>Whether the entity waits for something that has not come.</summary>
    public bool IsOfWaiting => ErrorType is WaitingLimit or WaitingAge;

    /// <summary>Whether the arrival of what it waits for ends it.</summary>
    public bool EndsByItself => IsOfWaiting && !IsRedriving;

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
        Waiting = Waiting,
        IsRedriving = IsRedriving,
    };
}
