using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// The rules of an entity: what an event does to its state. Pure: no clock, no randomness, no I/O, so that the same event
/// on the same state has the same effect when it comes again after a crash.
/// </summary>
/// <remarks>
/// To reject the event for good, throw <see cref="EventRejectedException"/>. Any other exception counts as a bug of the
/// rules: the event has failed for good, as <c>handler-failed</c>.
/// </remarks>
/// <typeparam name="TState">The entity's state; an immutable record.</typeparam>
/// <param name="state">The state so far, or null where no event had an effect yet.</param>
/// <param name="event">The event.</param>
public delegate Effect<TState> Transition<TState>(TState? state, Event @event)
    where TState : class;
