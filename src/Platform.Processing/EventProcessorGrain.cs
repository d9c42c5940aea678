using System.Runtime.ExceptionServices;
using CrashPoints;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// A grain whose state is made by events: each applied once, in order, durably, its outputs published under one id each.
/// </summary>
/// <remarks>
/// <para>A new entity is its state, its rules, and a grain that names them:</para>
/// <code>
/// [GenerateSerializer, Immutable, Alias("shop.basket-state")]
/// internal sealed record BasketState([property: Id(0)] int Items);
///
/// internal static class BasketTransitions
/// {
///     public static Effect&lt;BasketState&gt; Apply(BasketState? state, Event @event) => @event.Payload switch
///     {
///         ItemAdded added => Effect.Change(
///             new BasketState((state?.Items ?? 0) + 1),
///             new Output("baskets.changed", added.BasketId, "basket.changed", new BasketChanged(added.BasketId))),
///         BasketEmptied when state is null => Effect.Wait&lt;BasketState&gt;(),
///         BasketEmptied => Effect.Change(new BasketState(0)),
///         _ => throw new EventRefusedException("unexpected-event", $"A basket takes no {@event.Type}."),
///     };
/// }
///
/// internal sealed class BasketGrain(EventProcessing processing)
///     : EventProcessorGrain&lt;BasketState&gt;("basket", BasketTransitions.Apply, processing), IBasketGrain
/// {
///     public ValueTask&lt;int&gt; Count() => new(Read()?.Items ?? 0);
/// }
/// </code>
/// <para>
/// A batch is one write, and it is acknowledged once the write is durable and its outputs are acknowledged. A repeat is
/// recognised by its position, and within <see cref="ProcessingOptions.RecentIdAge"/> by its type and id. Outputs are published again only
/// by a delivery, never by an activation, a read or a timer. After a write that failed nothing in memory survives.
/// </para>
/// <para>Deliveries run one at a time; reads marked <c>[AlwaysInterleave]</c> run between their steps and see only what is durable.</para>
/// </remarks>
/// <typeparam name="TState">The entity's state; an immutable record with a serializer.</typeparam>
public abstract class EventProcessorGrain<TState> : Grain, IEventReceiver
    where TState : class
{
    private const string StateName = "entity";

    private readonly string _kind;
    private readonly EventProcessing _processing;
    private readonly EventAction? _action;
    private readonly EntityRules<TState> _rules;
    private readonly OutputQueue _outputs;
    private GrainState<ProcessingState<TState>> _stored = new(new ProcessingState<TState>());
    private ProcessingState<TState> _state = new();
    private bool _isReceiving;
    private bool _isLost;

    /// <summary>Names the entity and its rules.</summary>
    /// <param name="kind">The kind of entity, for example <c>order</c>; part of its outputs' ids, so it never changes.</param>
    /// <param name="transition">The rules.</param>
    /// <param name="processing">What processing needs.</param>
    /// <param name="action">What must happen outside before an event counts as applied, or null. An event that is put to wait is acted on when it arrives.</param>
    /// <param name="recentIds">How many event ids are remembered; null for the options' limits.</param>
    protected EventProcessorGrain(
        string kind,
        Transition<TState> transition,
        EventProcessing processing,
        EventAction? action = null,
        RecentIdLimits? recentIds = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentNullException.ThrowIfNull(transition);
        ArgumentNullException.ThrowIfNull(processing);
        _kind = kind;
        _processing = processing;
        _action = action;
        _outputs = new OutputQueue(processing.Publisher, processing.Proof);
        _rules = new EntityRules<TState>(
            $"{kind}/{this.GetPrimaryKeyString()}",
            transition,
            recentIds ?? processing.Options.RecentIds,
            processing.Options.WaitingCountMax);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _processing.Storage.ReadStateAsync(StateName, this.GetGrainId(), _stored);
        _state = _stored.State ?? new ProcessingState<TState>();
        _outputs.Begin(_state.Outputs);
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ThrowIfLost();
        _isReceiving = true;
        try
        {
            return await Process(batch, new Deadline(_processing.Time, _processing.Options.DeliveryTimeout));
        }
        finally
        {
            _isReceiving = false;
        }
    }

    /// <summary>
    /// The entity's state as it is durably, or null where no event had an effect yet. For reads: where nothing is stored under
    /// this key, the activation goes away at once.
    /// </summary>
    protected TState? Read()
    {
        if (!_stored.RecordExists && !_isReceiving)
        {
            DeactivateOnIdle();
        }

        return _state.Entity;
    }

    private async Task<BatchOutcome> Process(EventBatch batch, Deadline deadline)
    {
        await _outputs.SettleAsync(deadline, isFresh: false);
        var before = await WithoutProvenRefusals();
        var fold = new BatchFold<TState>(before, _rules, batch.Group);
        var failure = await Fold(fold, batch.Events, deadline);
        var after = fold.ToState();
        if (fold.IsChanged)
        {
            await Write(after, deadline);
        }

        _state = after;
        Count(fold);
        await _outputs.SettleAsync(deadline, isFresh: true);
        failure?.Throw();
        return fold.Refused.Length == 0 ? BatchOutcome.Done : new BatchOutcome { Refused = fold.Refused };
    }

    // An action that failed ends the batch there; what went before it is kept, so that it does not happen again.
    private async Task<ExceptionDispatchInfo?> Fold(BatchFold<TState> fold, ReceivedEvent[] events, Deadline deadline)
    {
        for (var index = 0; index < events.Length; index++)
        {
            if (fold.IsRepeat(index, events[index]))
            {
                continue;
            }

            if (index == 0)
            {
                ThrowIfTooManyRefusals(fold.UnprovenRefusals);
            }

            if (_action is not null && await Act(_action, events[index], deadline) is { } failure)
            {
                return failure;
            }

            fold.Apply(index, events[index]);
        }

        return null;
    }

    private static async Task<ExceptionDispatchInfo?> Act(EventAction action, ReceivedEvent received, Deadline deadline)
    {
        if (received.Value is not Event @event)
        {
            return null;
        }

        using var cancellation = deadline.ToCancellation();
        try
        {
            await deadline.WaitAsync(action(@event, cancellation.Token), "waiting for its action");
            return null;
        }
        catch (Exception exception)
        {
            // The wait may end a moment before the token does; what hangs must be told.
            await cancellation.CancelAsync();
            return ExceptionDispatchInfo.Capture(exception);
        }
    }

    private async ValueTask<ProcessingState<TState>> WithoutProvenRefusals()
    {
        if (_state.Refusals.Length == 0)
        {
            return _state;
        }

        var unproven = await _processing.Proof.UnprovenAsync(_state.Refusals);
        return _state with { Refusals = unproven };
    }

    private async Task Write(ProcessingState<TState> state, Deadline deadline)
    {
        var next = new GrainState<ProcessingState<TState>>(state, _stored.ETag) { RecordExists = _stored.RecordExists };
        CrashPoint.Pass("before-write");
        try
        {
            await deadline.WaitAsync(_processing.Storage.WriteStateAsync(StateName, this.GetGrainId(), next), "writing its state");
        }
        catch (Exception exception)
        {
            // It may be stored or not, and another activation may have written: only a fresh read knows.
            _isLost = true;
            _processing.Logger.WriteFailed(exception, _rules.Name);
            DeactivateOnIdle();
            throw;
        }

        CrashPoint.Pass("after-write");
        _stored = next;
        _outputs.Begin(state.Outputs);
    }

    private void Count(BatchFold<TState> fold)
    {
        _processing.Metrics.Count(_kind, fold.Tally, fold.ForcedEvictions);
        foreach (var (@event, error) in fold.Tally.WaitingFailures)
        {
            _processing.Logger.WaitingEventFailed(error, _rules.Name, @event.Id, @event.Type);
        }
    }

    // Only a batch that begins with a new event is put off: one that begins with a repeat is what the proof waits for.
    private void ThrowIfTooManyRefusals(int unproven)
    {
        if (unproven >= _processing.Options.RefusalCountMax)
        {
            throw new DeliveryPutOffException($"{unproven} events of {_rules.Name} were refused and their dead letters are not proven to be stored: waiting for the group to commit.");
        }
    }

    private void ThrowIfLost()
    {
        if (_isLost)
        {
            throw new DeliveryPutOffException($"This activation of {_rules.Name} ended with a failed write; the delivery is for the next one.");
        }
    }
}
