using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// What must happen outside before an event counts as applied, such as calling another system. Happens at least once: after a
/// crash between the action and the write it happens again, so it must carry <see cref="Event.Id"/> along.
/// </summary>
/// <remarks>
/// Throwing leaves the event, and the ones behind it, unapplied; the events before it are kept. What is thrown is judged by
/// <see cref="FailureClassifier"/>: after a transient failure the delivery is tried again after a backoff, however often; after a
/// permanent one the event has failed for good.
/// </remarks>
/// <param name="event">The event; new to the entity.</param>
/// <param name="cancellationToken">Cancelled at <see cref="ProcessingOptions.DeliveryTimeout"/>; an action that goes on regardless is abandoned.</param>
public delegate Task EventAction(Event @event, CancellationToken cancellationToken);
