using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// Rules that call others: as <see cref="Transition{TState}"/>, but they may call grains and services. Called again for the same event after
/// a failure or a crash, on the same state; what it does outside must bear that.
/// </summary>
/// <remarks>
/// The state is a value: a result that comes after the deadline is dropped with the delivery and changes nothing. What is
/// thrown is judged by <see cref="FailureClassifier"/>.
/// </remarks>
/// <typeparam name="TState">The entity's state; an immutable record.</typeparam>
/// <param name="state">The state so far, or null where no event had an effect yet.</param>
/// <param name="event">The event.</param>
/// <param name="cancellationToken">Cancelled at <see cref="ProcessingOptions.DeliveryTimeout"/>; rules that go on regardless are abandoned.</param>
public delegate ValueTask<Effect<TState>> AsyncTransition<TState>(TState? state, Event @event, CancellationToken cancellationToken)
    where TState : class;
