using Platform.Events;

namespace Platform.Processing;

/// <summary>An event on its way out of a grain, complete with its id.</summary>
/// <param name="Topic">The topic it goes to.</param>
/// <param name="Key">The record key, or null.</param>
/// <param name="Event">The event.</param>
[GenerateSerializer, Immutable, Alias("platform.outgoing-event")]
public sealed record OutgoingEvent(
    [property: Id(0)] string Topic,
    [property: Id(1)] string? Key,
    [property: Id(2)] Event Event);
