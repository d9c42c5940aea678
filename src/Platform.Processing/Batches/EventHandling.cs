using System.Runtime.ExceptionServices;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// Calls an entity's action and rules with an event, within the delivery's time, and classifies what they throw. Thread-safe where there is
/// nothing to wait for; else owned by one activation, whose attempts it counts in memory: an entity that moves to another silo starts again at 0.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="rules">The rules.</param>
/// <param name="action">What must happen outside first, or null.</param>
/// <param name="options">How failures are judged.</param>
/// <param name="outputs">Completes what the rules publish.</param>
internal sealed class EventHandling<TState>(EntityTransition<TState> rules, EventAction? action, ProcessingOptions options, OutputFactory outputs)
    where TState : class
{
    private const int AttemptedEventsMax = 1_024;

    private AttemptCount? _attempts;

    /// <summary>Runs the action and the rules for a new event.</summary>
    /// <param name="state">The state so far.</param>
    /// <param name="event">The event.</param>
    /// <param name="entity">The entity's full name.</param>
    /// <param name="deadline">The delivery's time.</param>
    public async ValueTask<HandlingResult<TState>> HandleAsync(TState? state, Event @event, string entity, Deadline deadline)
    {
        if (action is not null)
        {
            if (deadline.HasPassed)
            {
                return OutOfTime();
            }

            if (await ActAsync(action, @event, deadline) is { } exception)
            {
                return Judge(@event, exception);
            }
        }

        return await ApplyAsync(state, @event, entity, deadline);
    }

    /// <summary>Runs the rules for an event whose action happened when it arrived.</summary>
    /// <param name="state">The state so far.</param>
    /// <param name="event">The event.</param>
    /// <param name="entity">The entity's full name.</param>
    /// <param name="deadline">The delivery's time.</param>
    public ValueTask<HandlingResult<TState>> ApplyAsync(TState? state, Event @event, string entity, Deadline deadline) =>
        rules.Pure is not null ? new(Apply(state, @event, entity)) : CallAsync(rules.Asynchronous!, state, @event, entity, deadline);

    /// <summary>Whether there is nothing to wait for: the rules are pure, and nothing must happen outside first.</summary>
    public bool IsPure => rules.Pure is not null && action is null;

    /// <summary>Runs pure rules for an event.</summary>
    /// <param name="state">The state so far.</param>
    /// <param name="event">The event.</param>
    /// <param name="entity">The entity's full name.</param>
    public HandlingResult<TState> Apply(TState? state, Event @event, string entity)
    {
        try
        {
            return new(rules.Pure!(state, @event).Complete(outputs, @event, entity), null, null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The rules are pure: they would throw again each time, so another attempt is of no use.
            return new(null, EventFailure.Of(exception, @event.Payload), null);
        }
    }

    private async ValueTask<HandlingResult<TState>> CallAsync(AsyncTransition<TState> rules, TState? state, Event @event, string entity, Deadline deadline)
    {
        if (deadline.HasPassed)
        {
            return OutOfTime();
        }

        using var cancellation = deadline.ToCancellation();
        try
        {
            var call = rules(state, @event, cancellation.Token);
            var effect = call.IsCompletedSuccessfully && !deadline.HasPassed ? call.Result : await deadline.WaitForHandlerAsync(call.AsTask(), cancellation);
            _attempts?.Succeeded(@event.Type, @event.Id);
            return new(effect.Complete(outputs, @event, entity), null, null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Judge(@event, exception);
        }
    }

    private async Task<Exception?> ActAsync(EventAction act, Event @event, Deadline deadline)
    {
        using var cancellation = deadline.ToCancellation();
        try
        {
            await deadline.WaitForHandlerAsync(DoAsync(act, @event, cancellation.Token), cancellation);
            _attempts?.Succeeded(@event.Type, @event.Id);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception;
        }
    }

    private static async Task<bool> DoAsync(EventAction act, Event @event, CancellationToken cancellationToken)
    {
        await act(@event, cancellationToken);
        return true;
    }

    // The events before this one took the time, so this one has not failed.
    private static HandlingResult<TState> OutOfTime() =>
        new(null, null, ExceptionDispatchInfo.Capture(new DeliveryDeferredException("The delivery's time was over before all of its events had their turn.")));

    private HandlingResult<TState> Judge(Event @event, Exception exception)
    {
        // A handler that does not even end when it is cancelled may be slow or dead: which one is not known.
        var kind = exception is HandlerHangsException ? FailureKind.Unclassified : options.ClassifyFailure(exception);
        var isPermanent = kind == FailureKind.Permanent
            || (kind == FailureKind.Unclassified && (_attempts ??= new AttemptCount(AttemptedEventsMax)).Failed(EventHash.Of(@event.Type, @event.Id)) >= options.UnclassifiedAttemptsMax);
        return isPermanent
            ? new(null, EventFailure.Of(exception, @event.Payload), null)
            : new(null, null, ExceptionDispatchInfo.Capture(exception is HandlerHangsException ? new DeliveryDeferredException(exception.Message) : exception));
    }
}
