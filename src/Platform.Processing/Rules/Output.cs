using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// An event that an entity publishes because of another one. Its id, time, correlation id and trace come from that event, so that it is
/// the same, byte for byte, when it is published again.
/// </summary>
/// <param name="Topic">The topic it goes to.</param>
/// <param name="Key">The record key.</param>
/// <param name="Type">Its event type, one of <see cref="EventTypes"/>.</param>
/// <param name="Payload">What happened.</param>
public sealed record Output(string Topic, string Key, string Type, EventPayload Payload)
{
    /// <summary>The version of its event type. Default <c>1.0</c>.</summary>
    public string Version { get; init; } = "1.0";

    internal OutgoingEvent CausedBy(Event cause, string grain, int ordinal) => new(Topic, Key, new Event
    {
        Id = EventIds.ForOutput(cause.Id, cause.Type, grain, ordinal),
        Type = Type,
        Version = Version,
        Timestamp = cause.Timestamp,
        CorrelationId = cause.CorrelationId,
        TraceParent = cause.TraceParent,
        Payload = Payload,
    });
}
