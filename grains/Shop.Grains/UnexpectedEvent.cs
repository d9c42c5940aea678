using Platform.Events;
using Platform.Processing;

namespace Shop.Grains;

/// <summary>The refusal of an event that reached an entity it does not concern: a mistake in the wiring, not in the event.</summary>
internal static class UnexpectedEvent
{
    /// <summary>The exception to throw.</summary>
    /// <param name="entity">The kind of entity.</param>
    /// <param name="event">The event.</param>
    public static EventRejectedException For(string entity, Event @event) =>
        new("unexpected-event", $"A grain of kind {entity} takes no {@event.Type}.");
}
