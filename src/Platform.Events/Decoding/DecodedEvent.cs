using System.Diagnostics.CodeAnalysis;

namespace Platform.Events;

/// <summary>What a record turned out to be: an event, or the reason why it is none.</summary>
public readonly record struct DecodedEvent
{
    private DecodedEvent(Event? @event, string? errorType, string? error)
    {
        Event = @event;
        ErrorType = errorType;
        Error = error;
    }

    /// <summary>Whether the record is an event.</summary>
    [MemberNotNullWhen(true, nameof(Event))]
    [MemberNotNullWhen(false, nameof(ErrorType), nameof(Error))]
    public bool IsEvent => Event is not null;

    /// <summary>The event, or null when the record is refused.</summary>
    public Event? Event { get; }

    /// <summary>One of <see cref="DecodeErrors"/> when the record is refused, else null.</summary>
    public string? ErrorType { get; }

    /// <summary>What was wrong, for a person; a few hundred characters at most. Null when the record is an event.</summary>
    public string? Error { get; }

    internal static DecodedEvent Of(Event @event) => new(@event, null, null);

    internal static DecodedEvent Refuse(string errorType, string error) => new(null, errorType, error);

    internal static DecodedEvent Refuse(Refusal refusal) => new(null, refusal.ErrorType, refusal.Error);
}
