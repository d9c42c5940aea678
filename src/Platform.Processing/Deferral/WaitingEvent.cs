using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>An event that came before what it needs.</summary>
/// <param name="Event">The event.</param>
/// <param name="Group">The consumer group that delivered it, or null where that is not known.</param>
/// <param name="Topic">Where its record stands; empty where that is not known.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
/// <param name="Since">Since when it waits, by the silo's clock.</param>
/// <param name="AwaitedTopics">The topics by which what it waits for would come; empty where its rules name none.</param>
[GenerateSerializer, Immutable, Alias("platform.waiting-event")]
internal sealed record WaitingEvent(
    [property: Id(0)] Event Event,
    [property: Id(1)] string? Group,
    [property: Id(2)] string Topic,
    [property: Id(3)] int Partition,
    [property: Id(4)] long Offset,
    [property: Id(5)] DateTimeOffset Since,
    [property: Id(6)] string[] AwaitedTopics)
{
    /// <summary>
    /// The one of a live entity's waiting events by which a sweep finds it, or null. What waits for no named topic may wait for
    /// ever, so nobody looks for it.
    /// </summary>
    /// <param name="waiting">The events, in order of arrival.</param>
    public static WaitingEvent? ToMark(IEnumerable<WaitingEvent> waiting) => waiting.FirstOrDefault(waits => waits.AwaitedTopics.Length > 0);

    /// <summary>The row by which a sweep finds the entity, should nothing else come for it.</summary>
    /// <param name="grain">The entity.</param>
    public QuarantinedEntity MarkOf(GrainId grain) => new()
    {
        Grain = grain.Type.ToString()!,
        Key = grain.Key.ToString()!,
        Since = Since,
        ErrorType = QuarantinedEntity.Waits,
        Error = "",
        EventId = Event.Id,
        EventType = Event.Type,
        Topic = Topic,
        Partition = Partition,
        Offset = Offset,
        Waiting = 0,
        IsRedriving = false,
    };
}
