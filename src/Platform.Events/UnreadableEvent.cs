namespace Platform.Events;

/// <summary>
/// A record of a known type that is no event as it stands (an unknown major version, a bad field) and whose entity can be
/// named all the same. It belongs in that entity's hands, in its turn, and not in a pile without an order.
/// </summary>
/// <param name="ErrorType">One of <see cref="DecodeErrors"/>.</param>
/// <param name="Error">What was wrong, for a person.</param>
/// <param name="Type">The topic's event type.</param>
/// <param name="EntityId">The entity's id; a good one (<see cref="Orleans.Streaming.Kafka.EntityId"/>).</param>
[GenerateSerializer, Immutable, Alias("platform.unreadable-event")]
public sealed record UnreadableEvent(
    [property: Id(0)] string ErrorType,
    [property: Id(1)] string Error,
    [property: Id(2)] string Type,
    [property: Id(3)] string EntityId);
