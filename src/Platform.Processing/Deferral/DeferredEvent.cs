using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>An event that came before what it needs.</summary>
/// <param name="Event">The event.</param>
/// <param name="Group">The consumer group that delivered it, or null where that is not known.</param>
/// <param name="Topic">The topic of its record; empty where that is not known.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
/// <param name="Since">Since when it is deferred, by the silo's clock.</param>
/// <param name="AwaitedTopics">The topics by which what it waits for would come; empty where its rules name none.</param>
[GenerateSerializer, Immutable, Alias("platform.waiting-event")]
internal sealed record DeferredEvent(
    [property: Id(0)] Event Event,
    [property: Id(1)] string? Group,
    [property: Id(2)] string Topic,
    [property: Id(3)] int Partition,
    [property: Id(4)] long Offset,
    [property: Id(5)] DateTimeOffset Since,
    [property: Id(6)] string[] AwaitedTopics)
{
    /// <summary>
    /// The one of a live entity's deferred events that is stored as its row marker, or null. An event that waits for no named
    /// topic may be deferred for ever, so it needs no marker.
    /// </summary>
    /// <param name="deferred">The events, in order of arrival.</param>
    public static DeferredEvent? ForRowMarker(IEnumerable<DeferredEvent> deferred) => deferred.FirstOrDefault(@event => @event.AwaitedTopics.Length > 0);

    /// <summary>The row marker by which <see cref="DeferralWatch"/> finds the entity if nothing else comes for it.</summary>
    /// <param name="grain">The entity.</param>
    public QuarantinedEntity ToRowMarker(GrainId grain) => new()
    {
        Grain = grain.Type.ToString()!,
        Key = grain.Key.ToString()!,
        Since = Since,
        ErrorType = QuarantinedEntity.RowMarker,
        Error = "",
        EventId = Event.Id,
        EventType = Event.Type,
        Topic = Topic,
        Partition = Partition,
        Offset = Offset,
        Parked = 0,
        IsRedriving = false,
    };
}
