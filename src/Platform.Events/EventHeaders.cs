namespace Platform.Events;

/// <summary>The names of the record headers. Case matters; of a header that repeats, the last one counts; an empty one says nothing.</summary>
public static class EventHeaders
{
    /// <summary>The event's type; always set on what the platform produces.</summary>
    public const string EventType = "event-type";

    /// <summary>The event's version, <c>major.minor</c>; always set on what the platform produces.</summary>
    public const string EventVersion = "event-version";

    /// <summary>The correlation id; always set on what the platform produces.</summary>
    public const string CorrelationId = "correlation-id";

    /// <summary>The event's id: how a bare payload carries one. An envelope carries its own.</summary>
    public const string EventId = "event-id";

    /// <summary>Who had the event published: the caller of the request that it came from. What the topic's producers write is theirs to say; nothing is decided by it.</summary>
    public const string Actor = "actor";

    /// <summary>The W3C trace context (<see href="https://www.w3.org/TR/trace-context/"/>), where there is one.</summary>
    public const string TraceParent = "traceparent";
}
