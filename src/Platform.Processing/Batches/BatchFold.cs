using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Folds a batch, or a step of a redrive, over an entity: which events are new, what they do, what is parked, and the one
/// value that is written for all of it. Pure: nothing outside changes, and effects are passed in. Owned by one delivery.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
internal sealed class BatchFold<TState>
    where TState : class
{
    private const int RedriveDeferralFactor = 10;

    private readonly ProcessingState<TState> _before;
    private readonly EntityRules _rules;
    private readonly string? _group;
    private readonly DateTimeOffset _now;
    private readonly PartitionPositions _positions;
    private readonly RecentIdWindow _recentIds;
    private readonly EntityFold<TState> _entity;
    private ParkingFold? _parking;
    private List<Rejection>? _rejections;
    private List<RejectedEvent>? _rejected;
    private List<DuplicateRecord>? _duplicates;
    private DeliveryOrigin? _origin;
    private Event? _hashed;
    private UInt128 _hash;

    /// <summary>Begins with what is durable.</summary>
    /// <param name="before">The durable state.</param>
    /// <param name="rules">The entity's limits.</param>
    /// <param name="group">The consumer group that delivers; null for a redrive.</param>
    /// <param name="now">The time: for operators, and since when an event is deferred.</param>
    public BatchFold(ProcessingState<TState> before, EntityRules rules, string? group, DateTimeOffset now)
    {
        _before = before;
        _rules = rules;
        _group = group;
        _now = now;
        _positions = new PartitionPositions(before.Positions);
        _recentIds = new RecentIdWindow(before.RecentIds, rules.RecentIds);
        _entity = new EntityFold<TState>(rules, before.Entity, before.Deferred, Tally);
    }

    /// <summary>The entity's full name.</summary>
    public string Name => _rules.Name;

    /// <summary>What became of the events so far.</summary>
    public FoldTally Tally { get; } = new();

    /// <summary>Whether there is anything to write: a record that comes again at the same position needs no write.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether events had effects, so that one of them may be the failing one where the outcome can't be stored.</summary>
    public bool HasEffects => Tally.Applied > 0 || Tally.Deferred > 0;

    /// <summary>Ids that were forgotten before their time.</summary>
    public int ForcedEvictions => _recentIds.ForcedEvictions;

    /// <summary>The entity's state so far.</summary>
    public TState? Entity => _entity.Entity;

    /// <summary>The deferred events, in order of arrival.</summary>
    public IReadOnlyList<DeferredEvent> Deferred => _entity.Deferred;

    /// <summary>The entity's quarantine so far, or null.</summary>
    public Quarantine? Quarantine => _parking is null ? _before.Quarantine : _parking.Quarantine;

    /// <summary>Whether an event failed that stops the entity, so that nothing is redriven behind it.</summary>
    public bool HasStopped => _parking is { HasStopped: true };

    /// <summary>The events of this batch that are reported as rejected or parked.</summary>
    public RejectedEvent[] Rejected => _rejected is null ? [] : [.. _rejected];

    /// <summary>Duplicates that may be among the parked records: the response that named them may have been lost before the dead letter was stored.</summary>
    public IReadOnlyList<DuplicateRecord> DuplicatesInQuarantine => _duplicates ?? (IReadOnlyList<DuplicateRecord>)[];

    /// <summary>Whether a delivered event has been received before; if so nothing more is to be done.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="source">The event.</param>
    /// <exception cref="TopicTruncatedException">The partition was truncated below what was received.</exception>
    public bool IsDuplicate(int index, FoldSource source)
    {
        if (_positions.IsDuplicate(source.Position))
        {
            Tally.DuplicatesByPosition++;
            RejectAgain(index, source.Position);
            return true;
        }

        if (source.Event is { } @event && IsKnown(@event))
        {
            Tally.DuplicatesById++;

            // Written like any other position: when the record comes again, its id may have been forgotten.
            IsChanged = true;

            // A record behind parked ones is not done before they are: of its partition too, only the received offset moves.
            MovePosition(source.Position, isApplied: !_positions.IsParked(source.Position));
            return true;
        }

        return false;
    }

    /// <summary>
    /// Why an event that is in no list of known ones can't be applied as new, or null: ids of its age were forgotten. An operator says
    /// what it is: a redrive applies it, a drop gives it up.
    /// </summary>
    /// <param name="source">The event.</param>
    public EventFailure? UncertaintyOf(FoldSource source) =>
        source.Event is null || !_recentIds.MayHaveForgotten(source.Timestamp) || (Quarantine is { IsAccepted: true } quarantine && quarantine.IsOf(source.Position))
            ? null
            : new EventFailure(
                Quarantine.Uncertain,
                $"The record is of {source.Timestamp:O}, and ids of that time are no longer remembered: whether the event was applied before is unknown. Redrive it if it was not, drop it if it was.");

    /// <summary>
    /// Whether an event that is no duplicate must be parked because its entity is in quarantine. A quarantine for deferred events
    /// ends with the event that they need, so such an event is tried first, unless earlier records of its partition are parked.
    /// </summary>
    /// <param name="source">The event.</param>
    public bool MustPark(FoldSource source) =>
        Quarantine is { } quarantine && (!quarantine.EndsByItself || source.Event is null || _positions.IsParked(source.Position));

    /// <summary>Parks an event because its entity is in quarantine.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="received">The event.</param>
    public void Park(int index, ReceivedEvent received)
    {
        var quarantine = Quarantine!;
        Park(index, received, FoldSource.Of(received).Event, new EventFailure(
            Quarantine.Behind, $"Parked behind the event of {quarantine.Topic}[{quarantine.Partition}]@{quarantine.Offset}, which failed as {quarantine.ErrorType}."));
    }

    /// <summary>Applies a delivered event that is no duplicate; see <see cref="NextDeferred"/> for what follows.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="received">The event.</param>
    /// <param name="source">The same.</param>
    /// <param name="effect">What it does.</param>
    /// <returns>Whether the deferred events must be tried.</returns>
    public bool Apply(int index, ReceivedEvent received, FoldSource source, Effect<TState> effect)
    {
        // An event that does not change the entity is not the one that its deferred events need.
        var endsQuarantine = Quarantine is not null;
        if (endsQuarantine && effect.Kind != EffectKind.Change)
        {
            Park(index, received);
            return false;
        }

        if (!TryApply(source, effect, out var isChanged, out var failure))
        {
            Fail(index, received, source, failure!);
            return false;
        }

        Received(source, effect);
        if (endsQuarantine)
        {
            Parking.BeginRedrive();
        }

        return isChanged;
    }

    /// <summary>Rejects or parks a delivered event that failed for good.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="received">The event.</param>
    /// <param name="source">The same.</param>
    /// <param name="failure">Why.</param>
    public void Fail(int index, ReceivedEvent received, FoldSource source, EventFailure failure)
    {
        if (Quarantine is not null)
        {
            Park(index, received);
        }
        else if (_rules.FailedEvents.IsDeadLetter(source.Position.Topic))
        {
            Reject(index, source.Position, failure);
        }
        else
        {
            Parking.Stop(failure, source.Event, source.Position, isDeferredEvent: false);
            Tally.Quarantined = failure;
            Park(index, received, source.Event, failure);
        }
    }

    /// <summary>Whether a parked event has had its effect before; if so nothing more is to be done.</summary>
    /// <param name="source">The event.</param>
    public bool IsAppliedAlready(FoldSource source)
    {
        if (_positions.IsApplied(source.Position))
        {
            Tally.DuplicatesByPosition++;
        }
        else if (source.Event is { } @event && IsKnown(@event))
        {
            Tally.DuplicatesById++;
        }
        else
        {
            return false;
        }

        Redriven(source);
        return true;
    }

    /// <summary>Applies a parked event that is redriven; see <see cref="NextDeferred"/> for what follows.</summary>
    /// <param name="source">The event.</param>
    /// <param name="effect">What it does.</param>
    /// <returns>Whether the deferred events must be tried.</returns>
    public bool Redrive(FoldSource source, Effect<TState> effect)
    {
        if (!TryApply(source, effect, out var isChanged, out var failure))
        {
            FailAgain(source, failure!);
            return false;
        }

        Redriven(source);
        return isChanged;
    }

    /// <summary>Stops a redrive because a parked event failed again: it stays parked, as the first one.</summary>
    /// <param name="source">The event.</param>
    /// <param name="failure">Why.</param>
    public void FailAgain(FoldSource source, EventFailure failure) => Stop(failure, source.Event, source.Position, isDeferredEvent: false);

    /// <summary>Ends a redrive because the deferred event that stopped the entity failed again; it stays the first one.</summary>
    /// <param name="failure">Why.</param>
    public void StopRedrive(EventFailure failure)
    {
        IsChanged = true;
        Parking.StopAgain(failure);
        Tally.Quarantined = failure;
    }

    /// <summary>Begins to try the deferred events, after a change or because one of them had failed.</summary>
    public void BeginRelease() => _entity.BeginRelease();

    /// <summary>The deferred event whose turn it is, or null where none is left to try.</summary>
    public DeferredEvent? NextDeferred() => _entity.NextDeferred();

    /// <summary>Applies the effect of the deferred event whose turn it is.</summary>
    /// <param name="effect">Its effect.</param>
    /// <param name="position">The position of the record that released it.</param>
    /// <param name="number">The number that its outputs are stored with.</param>
    public void ApplyDeferred(Effect<TState> effect, RecordPosition position, long number)
    {
        IsChanged = true;
        _entity.ApplyDeferred(effect, number, OriginOf(position));
    }

    /// <summary>Notes that the deferred event whose turn it is failed.</summary>
    /// <param name="deferred">The event.</param>
    /// <param name="failure">Why it failed for good.</param>
    /// <param name="position">The record that released it.</param>
    /// <returns>Whether the other ones are to be tried: not behind one that stops the entity.</returns>
    public bool FailDeferred(DeferredEvent deferred, EventFailure failure, RecordPosition position)
    {
        Tally.FailDeferred(new DeferredFailure(deferred.Event, failure));
        if (_rules.FailedEvents.IsDeadLetter(deferred.Topic))
        {
            // Its record is long acknowledged, so no delivery can report it as rejected: it stays deferred, where
            // operators see it, and is tried again with the next change.
            _entity.SkipDeferred();
            return true;
        }

        Stop(failure, deferred.Event, position, isDeferredEvent: true);
        return false;
    }

    /// <summary>Quarantines the entity, which is live, because an event is deferred for too long.</summary>
    /// <param name="deferred">The event.</param>
    public void StopForDeferral(DeferredEvent deferred)
    {
        IsChanged = true;
        var failure = new EventFailure(
            Quarantine.DeferredAge,
            $"{Deferred.Count} events are deferred, one since {deferred.Since:O}, until an event comes from {string.Join(", ", deferred.AwaitedTopics)}, and nothing more is to be read there.");
        Parking.Stop(failure, deferred.Event, new RecordPosition(deferred.Topic, Guid.Empty, deferred.Partition, deferred.Offset, -1), isDeferredEvent: true);
        Tally.Quarantined = failure;
    }

    /// <summary>Begins to redrive what is parked, as an operator wants it.</summary>
    public void BeginRedrive()
    {
        IsChanged = true;
        Parking.BeginRedrive();
        Parking.Accept();
    }

    /// <summary>Notes that the deferred event that stopped the entity has been tried again.</summary>
    public void DeferredReleased()
    {
        IsChanged = true;
        Parking.DeferredReleased();
    }

    /// <summary>Drops one parked record; with the last one the entity is live.</summary>
    /// <param name="sequence">Its sequence; it is parked.</param>
    /// <param name="reason">Why.</param>
    public void Drop(long sequence, string reason)
    {
        IsChanged = true;
        Tally.Dropped = Parking.Drop(sequence, sequence, 1, reason);
        if (Quarantine is { Parked: 0, IsOfDeferredEvent: false, IsRedriving: false })
        {
            EndQuarantine();
        }
    }

    /// <summary>
    /// Drops all that is parked, and deferred events: the one that stopped the entity, or all of them where too many were deferred,
    /// or for too long. The entity is live then, or as soon as its other deferred events were tried.
    /// </summary>
    /// <param name="reason">Why.</param>
    public void DropAll(string reason)
    {
        IsChanged = true;
        var quarantine = Quarantine!;
        var isOfOneEvent = quarantine is { IsOfDeferredEvent: true, IsOfDeferral: false };
        var dropped = quarantine.IsOfDeferral ? _entity.RemoveAllDeferred()
            : isOfOneEvent ? [_entity.RemoveDeferred(quarantine.EventId!, quarantine.EventType!)]
            : [];
        foreach (var deferred in dropped)
        {
            Parking.Record(deferred);
        }

        Tally.Dropped = Parking.Drop(quarantine.Next, Parking.LastSequence, Quarantine!.Parked, reason);
        if (isOfOneEvent)
        {
            Parking.BeginRedrive();
        }
        else if (!quarantine.IsRedriving)
        {
            EndQuarantine();
        }
    }

    /// <summary>Makes the entity live: nothing is parked any more.</summary>
    public void EndQuarantine()
    {
        IsChanged = true;
        Parking.End();
        _positions.ApplyAll();
    }

    /// <summary>
    /// Applies a delivered event that is no duplicate, of an entity that is live, unless it fails: then nothing changes, and it is for
    /// <see cref="Fail"/>. See <see cref="NextDeferred"/> for what follows.
    /// </summary>
    /// <param name="source">The event.</param>
    /// <param name="effect">What it does.</param>
    /// <param name="isChanged">Whether the deferred events must be tried.</param>
    public bool TryApply(FoldSource source, Effect<TState> effect, out bool isChanged)
    {
        if (!TryApply(source, effect, out isChanged, out _))
        {
            return false;
        }

        Received(source, effect);
        return true;
    }

    /// <summary>The outputs so far, in order.</summary>
    public PendingOutput[] ToOutputs() => _entity.ToOutputs();

    /// <summary>The state after the events so far, with their outputs.</summary>
    public ProcessingState<TState> ToState() => ToState(ToOutputs());

    /// <summary>The state after the events so far.</summary>
    /// <param name="outputs">The outputs that it keeps: those that are not known to be published, oldest first.</param>
    public ProcessingState<TState> ToState(PendingOutput[] outputs) => IsChanged
        ? _before with
        {
            Entity = _entity.Entity,
            Positions = _positions.ToArray(),
            RecentIds = _recentIds.Pack(),
            Outputs = outputs,
            Deferred = [.. _entity.Deferred],
            Rejections = _rejections is null ? _before.Rejections : [.. _before.Rejections, .. _rejections],
            Quarantine = Quarantine,
            LastSequence = _parking?.LastSequence ?? _before.LastSequence,
        }
        : _before;

    /// <summary>What the write does to the parked records, or null for nothing.</summary>
    /// <param name="grain">The entity.</param>
    public ParkingChange? ToParkingChange(GrainId grain) => _parking is null && _before is { Quarantine: null, Deferred: [] } && Deferred.Count == 0
        ? null
        : Parking.ToChange(grain, DeferredEvent.ForRowMarker(_before.Deferred), DeferredEvent.ForRowMarker(Deferred));

    // Most folds park nothing.
    private ParkingFold Parking => _parking ??= new ParkingFold(_before.Quarantine, _before.LastSequence, _now, GroupOfDeferred);

    // The event that deferred ones need may be parked behind them: with the limits of live events a redrive would never reach it.
    private int DeferralLimitsFactor => _group is null ? RedriveDeferralFactor : 1;

    // Parked records were delivered by the group that delivered the event that stopped the entity.
    private string? GroupOfDeferred => _group ?? _before.Quarantine?.Group;

    private bool IsKnown(Event @event) => _recentIds.Contains(HashOf(@event)) || _entity.IsDeferred(@event);

    // Asked for twice: to look the event up, and to remember it.
    private UInt128 HashOf(Event @event)
    {
        if (!ReferenceEquals(@event, _hashed))
        {
            (_hashed, _hash) = (@event, EventHash.Of(@event.Type, @event.Id));
        }

        return _hash;
    }

    private DeliveryOrigin? OriginOf(RecordPosition position)
    {
        if (_group is not null
            && (_origin is null || _origin.Partition != position.Partition || _origin.TopicId != position.TopicId || !string.Equals(_origin.Topic, position.Topic, StringComparison.Ordinal)))
        {
            _origin = new DeliveryOrigin(_group, position.Topic, position.TopicId, position.Partition);
        }

        return _origin;
    }

    private bool TryApply(FoldSource source, Effect<TState> effect, out bool isChanged, out EventFailure? failure)
    {
        failure = null;
        isChanged = false;
        try
        {
            if (effect.Kind == EffectKind.Defer)
            {
                var position = source.Position;
                _entity.Defer(new DeferredEvent(source.Event!, GroupOfDeferred, position.Topic, position.Partition, position.Offset, _now, [.. effect.AwaitedTopics]), DeferralLimitsFactor);
            }
            else
            {
                isChanged = _entity.Change(effect, source.Number, OriginOf(source.Position));
            }
        }
        catch (EventRejectedException rejection)
        {
            failure = new EventFailure(rejection.ErrorType, rejection.Message);
            return false;
        }

        if (effect.Kind != EffectKind.Skip)
        {
            // A failed event's id is not remembered: redriven, or reinjected from the dead letters, it is a new event.
            _recentIds.Add(HashOf(source.Event!), source.Timestamp);
        }

        return true;
    }

    // The outputs of a redrive's step are removed by the write of the next one, so a step with outputs is not the last: the
    // failed event comes first in the next step, and stops the entity when it fails again with nothing before it.
    private void Stop(EventFailure failure, Event? @event, RecordPosition position, bool isDeferredEvent)
    {
        IsChanged = true;
        var isTriedAgain = _group is null && _entity.HasOutputs;
        Parking.Stop(failure, @event, position, isDeferredEvent, isTriedAgain);
        Tally.Quarantined = isTriedAgain ? null : failure;
    }

    private void Received(FoldSource source, Effect<TState> effect)
    {
        // What is skipped is skipped again when it comes again: there is nothing to write.
        if (effect.Kind != EffectKind.Skip)
        {
            IsChanged = true;
            _positions.Advance(source.Position);
        }
    }

    private void MovePosition(RecordPosition position, bool isApplied)
    {
        if (isApplied)
        {
            _positions.Advance(position);
        }
        else
        {
            _positions.Receive(position);
        }
    }

    private void Redriven(FoldSource source)
    {
        IsChanged = true;
        _positions.Apply(source.Position);
        Parking.Redriven(source.Number);
        Tally.Redriven++;
    }

    private void Park(int index, ReceivedEvent received, Event? @event, EventFailure failure)
    {
        IsChanged = true;
        _positions.Receive(received.Position);
        var sequence = Parking.Park(received, @event, failure);
        Tally.Parked++;
        (_rejected ??= []).Add(new RejectedEvent(index, failure.ErrorType, failure.Error) { Sequence = sequence });
    }

    private void Reject(int index, RecordPosition position, EventFailure failure)
    {
        IsChanged = true;
        _positions.Advance(position);
        Tally.Reject(failure.ErrorType);
        (_rejected ??= []).Add(new RejectedEvent(index, failure.ErrorType, failure.Error));
        (_rejections ??= []).Add(new Rejection(_group!, position.Topic, position.TopicId, position.Partition, position.Offset, failure.ErrorType, failure.ShortError));
    }

    // The response that named it may have been lost before its dead letter was stored.
    private void RejectAgain(int index, RecordPosition position)
    {
        if (_before.Quarantine is not null)
        {
            (_duplicates ??= []).Add(new DuplicateRecord(index, position));
        }

        foreach (var rejection in _before.Rejections)
        {
            if (rejection.Offset == position.Offset
                && rejection.Partition == position.Partition
                && rejection.TopicId == position.TopicId
                && string.Equals(rejection.Topic, position.Topic, StringComparison.Ordinal))
            {
                (_rejected ??= []).Add(new RejectedEvent(index, rejection.ErrorType, rejection.Error));
            }
        }
    }
}
