using System.Diagnostics.CodeAnalysis;

namespace Platform.Events;

/// <summary>What a record turned out to be: an event, or the reason why it is none.</summary>
public readonly record struct DecodedEvent
{
    private DecodedEvent(Event? @event, EventType? type, string? errorType, string? error)
    {
        Event = @event;
        Type = type;
        ErrorType = errorType;
        Error = error;
    }

    /// <summary>Whether the record is an event.</summary>
    [MemberNotNullWhen(true, nameof(Event), nameof(Type))]
    [MemberNotNullWhen(false, nameof(ErrorType), nameof(Error))]
    public bool IsEvent => Event is not null;

    /// <summary>The event, or null when the record is rejected.</summary>
    public Event? Event { get; }

    /// <summary>The event type, known also of a record whose version or fields are bad; null where it is not known.</summary>
    public EventType? Type { get; }

    /// <summary>One of <see cref="DecodeErrors"/>, or what an upcast named, when the record is rejected; else null.</summary>
    public string? ErrorType { get; }

    /// <summary>What was wrong, for a person; a few hundred characters at most. Null when the record is an event.</summary>
    public string? Error { get; }

    internal static DecodedEvent Of(Event @event, EventType type) => new(@event, type, null, null);

    internal static DecodedEvent Reject(string errorType, string error, EventType? type = null) => new(null, type, errorType, error);
}
