using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Hosting.Streams;

/// <summary>Names the grain of one topic's events in one group. Thread-safe.</summary>
/// <param name="catalog">The declared events.</param>
/// <param name="route">What the group declares.</param>
internal sealed class EntityRoute(EventCatalog catalog, GroupRoute route)
{
    /// <summary>The key, where it is not the declared one.</summary>
    public EntityKey? Key { get; } = route.Key?.Invoke(catalog);

    /// <summary>Whether records that can't be read are delivered to their entity.</summary>
    public bool NamesUnreadable => route.ByRecord is null;

    /// <summary>The grain's key, or null where the event names none.</summary>
    public string? Of(ReceivedEvent received) =>
        route.ByRecord is { } byRecord ? byRecord(received)
        : received.Value is UnreadableEvent unreadable ? unreadable.EntityId
        : received.Value is Event @event ? (Key ?? catalog.TypeOf(@event.Payload).Key).Of(@event.Payload)
        : null;
}
