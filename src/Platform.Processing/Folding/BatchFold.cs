using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Folds a batch, or a step of a redrive, over an entity: which events are new, what they do, what is parked, and the one
/// value that is written for all of it. Pure: nothing outside changes, and effects are handed in. Owned by one delivery.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
internal sealed class BatchFold<TState>
    where TState : class
{
    private const int RedriveWaitingFactor = 10;

    private readonly ProcessingState<TState> _before;
    private readonly EntityRules _rules;
    private readonly string? _group;
    private readonly DateTimeOffset _now;
    private readonly PartitionMarks _marks;
    private readonly RecentIdWindow _recentIds;
    private readonly EntityFold<TState> _entity;
    private readonly ParkingFold _parking;
    private readonly List<Refusal> _refusals = [];
    private readonly List<RejectedEvent> _refused = [];
    private readonly List<RepeatedRecord> _repeats = [];
    private FoldSource _last;

    /// <summary>Begins with what is durable.</summary>
    /// <param name="before">The durable state.</param>
    /// <param name="rules">The entity's limits.</param>
    /// <param name="group">The consumer group that delivers; null for a redrive.</param>
    /// <param name="now">The time: for operators, and from when on an event waits.</param>
    public BatchFold(ProcessingState<TState> before, EntityRules rules, string? group, DateTimeOffset now)
    {
        _before = before;
        _rules = rules;
        _group = group;
        _now = now;
        _marks = new PartitionMarks(before.Marks);
        _recentIds = new RecentIdWindow(before.RecentIds, rules.RecentIds);
        _entity = new EntityFold<TState>(rules, before.Entity, before.Waiting, Tally);
        _parking = new ParkingFold(before.Quarantine, before.LastSequence, now, GroupOfWaiting);
    }

    /// <summary>What became of the events so far.</summary>
    public FoldTally Tally { get; } = new();

    /// <summary>Whether there is anything to write: what comes again at the same place needs no write.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether events had effects, so that one of them may be to blame where the outcome can't be stored.</summary>
    public bool HasEffects => Tally.Applied > 0 || Tally.Waiting > 0;

    /// <summary>Ids that were forgotten before their time.</summary>
    public int ForcedEvictions => _recentIds.ForcedEvictions;

    /// <summary>The entity's state so far.</summary>
    public TState? Entity => _entity.Entity;

    /// <summary>The events that wait, in order of arrival.</summary>
    public IReadOnlyList<WaitingEvent> Waiting => _entity.Waiting;

    /// <summary>The entity's quarantine so far, or null.</summary>
    public Quarantine? Quarantine => _parking.Quarantine;

    /// <summary>Whether an event failed that stops the entity, so that nothing is handed back behind it.</summary>
    public bool HasStopped => _parking.HasStopped;

    /// <summary>The events of this batch that are answered as refused or parked.</summary>
    public RejectedEvent[] Refused => [.. _refused];

    /// <summary>Repeats that may stand among the parked records: their answer may have been lost before its dead letter was stored.</summary>
    public IReadOnlyList<RepeatedRecord> RepeatsInQuarantine => _repeats;

    /// <summary>Whether a delivered event has been received before; if so it is done with.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="source">The event.</param>
    /// <exception cref="TopicTruncatedException">The partition was truncated below what was received.</exception>
    public bool IsRepeat(int index, FoldSource source)
    {
        MoveTo(source);
        if (_marks.IsRepeat(source.Position))
        {
            Tally.RepeatsByPosition++;
            RefuseAgain(index, source.Position);
            return true;
        }

        if (source.Event is { } @event && IsKnown(@event))
        {
            Tally.RepeatsById++;

            // Written like any other mark: when the record comes again, its id may have been forgotten.
            IsChanged = true;

            // What stands behind parked records is not done before they are: of its partition too, only the tail moves.
            MoveMark(source.Position, isApplied: !_marks.IsParked(source.Position));
            return true;
        }

        return false;
    }

    /// <summary>
    /// Whether an event that is no repeat must be parked because its entity is in quarantine. Where too many events wait for
    /// another, this may be that one: it is not, if records of its own partition stand before it.
    /// </summary>
    /// <param name="source">The event.</param>
    public bool MustPark(FoldSource source) =>
        _parking.Quarantine is { } quarantine && (!quarantine.EndsByItself || source.Event is null || _marks.IsParked(source.Position));

    /// <summary>Parks an event because its entity is in quarantine.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="received">The event.</param>
    public void Park(int index, ReceivedEvent received)
    {
        var quarantine = _parking.Quarantine!;
        Park(index, received, FoldSource.Of(received).Event, new EventFailure(
            Quarantine.Behind, $"Parked behind the event of {quarantine.Topic}[{quarantine.Partition}]@{quarantine.Offset}, which failed as {quarantine.ErrorType}."));
    }

    /// <summary>Takes a delivered event that is no repeat; see <see cref="NextWaiting"/> for what follows.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="received">The event.</param>
    /// <param name="source">The same.</param>
    /// <param name="effect">What it does.</param>
    /// <returns>Whether the waiting events must be tried.</returns>
    public bool Apply(int index, ReceivedEvent received, FoldSource source, Effect<TState> effect)
    {
        // What an entity full of waiting events does not wait for goes behind them.
        var endsQuarantine = _parking.Quarantine is not null;
        if (endsQuarantine && effect.Kind != EffectKind.Change)
        {
            Park(index, received);
            return false;
        }

        if (!TryTake(source, effect, out var isChanged, out var failure))
        {
            Fail(index, received, source, failure!);
            return false;
        }

        IsChanged = true;
        _marks.Advance(source.Position);
        if (endsQuarantine)
        {
            _parking.Redrive();
        }

        return isChanged;
    }

    /// <summary>Takes a delivered event that failed for good.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="received">The event.</param>
    /// <param name="source">The same.</param>
    /// <param name="failure">Why.</param>
    public void Fail(int index, ReceivedEvent received, FoldSource source, EventFailure failure)
    {
        if (_parking.Quarantine is not null)
        {
            Park(index, received);
        }
        else if (_rules.FailedEvents.IsDeadLetter(source.Position.Topic))
        {
            Refuse(index, source.Position, failure);
        }
        else
        {
            _parking.Stop(failure, source.Event, source.Position, isWaitingEvent: false);
            Tally.Quarantined = failure;
            Park(index, received, source.Event, failure);
        }
    }

    /// <summary>Whether a parked event has had its effect before; if so it is done with.</summary>
    /// <param name="source">The event.</param>
    public bool IsHandedBackAgain(FoldSource source)
    {
        if (_marks.IsApplied(source.Position))
        {
            Tally.RepeatsByPosition++;
        }
        else if (source.Event is { } @event && IsKnown(@event))
        {
            Tally.RepeatsById++;
        }
        else
        {
            return false;
        }

        HandedBack(source);
        return true;
    }

    /// <summary>Takes a parked event that is handed back; see <see cref="NextWaiting"/> for what follows.</summary>
    /// <param name="source">The event.</param>
    /// <param name="effect">What it does.</param>
    /// <returns>Whether the waiting events must be tried.</returns>
    public bool HandBack(FoldSource source, Effect<TState> effect)
    {
        if (!TryTake(source, effect, out var isChanged, out var failure))
        {
            FailAgain(source, failure!);
            return false;
        }

        HandedBack(source);
        return isChanged;
    }

    /// <summary>Takes a parked event that failed again: it stays where it is, first in line.</summary>
    /// <param name="source">The event.</param>
    /// <param name="failure">Why.</param>
    public void FailAgain(FoldSource source, EventFailure failure) => Stop(failure, source.Event, source.Position, isWaitingEvent: false);

    /// <summary>Ends a redrive because the waiting event that stopped the entity failed again; it stays first in line.</summary>
    /// <param name="failure">Why.</param>
    public void StopRedrive(EventFailure failure)
    {
        IsChanged = true;
        _parking.StopAgain(failure);
        Tally.Quarantined = failure;
    }

    /// <summary>Begins to try the waiting events, for a change or because one of them had failed.</summary>
    public void BeginRelease() => _entity.BeginRelease();

    /// <summary>The waiting event whose turn it is, or null where none is left to try.</summary>
    public WaitingEvent? NextWaiting() => _entity.NextWaiting();

    /// <summary>Takes what the waiting event whose turn it is does.</summary>
    /// <param name="effect">Its effect.</param>
    /// <param name="mark">What its outputs are stored with.</param>
    public void TakeWaiting(Effect<TState> effect, long mark)
    {
        IsChanged = true;
        _entity.TakeWaiting(effect, mark);
    }

    /// <summary>Takes the failure of the waiting event whose turn it is.</summary>
    /// <param name="waiting">The event.</param>
    /// <param name="failure">Why it failed for good.</param>
    /// <param name="position">The record that released it.</param>
    /// <returns>Whether the others are to be tried: not behind one that stops the entity.</returns>
    public bool FailWaiting(WaitingEvent waiting, EventFailure failure, RecordPosition position)
    {
        Tally.WaitingFailures.Add(new WaitingFailure(waiting.Event, failure));
        if (_rules.FailedEvents.IsDeadLetter(waiting.Topic))
        {
            // Its record is long acknowledged and in nobody's hands, so it can't be answered as refused: it goes on
            // waiting, in sight, and is tried again with the next change.
            _entity.PassWaiting();
            return true;
        }

        Stop(failure, waiting.Event, position, isWaitingEvent: true);
        return false;
    }

    /// <summary>Quarantines the entity, which is live, because an event has waited too long.</summary>
    /// <param name="waiting">The event.</param>
    public void StopWaiting(WaitingEvent waiting)
    {
        IsChanged = true;
        var failure = new EventFailure(
            Quarantine.WaitingAge,
            $"{Waiting.Count} events wait, one since {waiting.Since:O}, for what would come by {string.Join(", ", waiting.AwaitedTopics)}, and nothing more is to be read there.");
        _parking.Stop(failure, waiting.Event, new RecordPosition(waiting.Topic, Guid.Empty, waiting.Partition, waiting.Offset, -1), isWaitingEvent: true);
        Tally.Quarantined = failure;
    }

    /// <summary>Begins to hand back what is parked.</summary>
    public void Redrive()
    {
        IsChanged = true;
        _parking.Redrive();
    }

    /// <summary>Notes that the waiting event that stopped the entity has had its turn again.</summary>
    public void WaitingReleased()
    {
        IsChanged = true;
        _parking.WaitingReleased();
    }

    /// <summary>Drops one parked record; with the last one the entity is live.</summary>
    /// <param name="sequence">Its sequence; it is parked.</param>
    /// <param name="reason">Why.</param>
    public void Drop(long sequence, string reason)
    {
        IsChanged = true;
        Tally.Dropped = _parking.Drop(sequence, sequence, 1, reason);
        if (_parking.Quarantine is { Waiting: 0, IsOfWaitingEvent: false, IsRedriving: false })
        {
            EndQuarantine();
        }
    }

    /// <summary>
    /// Drops all that is parked, and what waits: the one event that stopped the entity if it was one, or all of them where it was
    /// stopped because too many waited, or too long. The entity is live, or soon: after other events that wait.
    /// </summary>
    /// <param name="reason">Why.</param>
    public void DropAll(string reason)
    {
        IsChanged = true;
        var quarantine = _parking.Quarantine!;
        var isOfOneEvent = quarantine is { IsOfWaitingEvent: true, IsOfWaiting: false };
        var dropped = quarantine.IsOfWaiting ? _entity.RemoveAllWaiting()
            : isOfOneEvent ? [_entity.RemoveWaiting(quarantine.EventId!, quarantine.EventType!)]
            : [];
        foreach (var waiting in dropped)
        {
            _parking.Record(waiting);
        }

        Tally.Dropped = _parking.Drop(quarantine.Next, _parking.LastSequence, _parking.Quarantine!.Waiting, reason);
        if (isOfOneEvent)
        {
            _parking.Redrive();
        }
        else if (!quarantine.IsRedriving)
        {
            EndQuarantine();
        }
    }

    /// <summary>Turns the entity live: nothing is parked any more.</summary>
    public void EndQuarantine()
    {
        IsChanged = true;
        _parking.End();
        _marks.ApplyAll();
    }

    /// <summary>The state after the events so far.</summary>
    public ProcessingState<TState> ToState() => IsChanged
        ? _before with
        {
            Entity = _entity.Entity,
            Marks = _marks.ToArray(),
            RecentIds = _recentIds.Pack(),
            Outputs = PendingOutputs(),
            Waiting = [.. _entity.Waiting],
            Refusals = [.. _before.Refusals, .. _refusals],
            Quarantine = _parking.Quarantine,
            LastSequence = _parking.LastSequence,
        }
        : _before;

    /// <summary>What the write does to the parked records, or null for nothing.</summary>
    /// <param name="grain">The entity.</param>
    public ParkingChange? ToParkingChange(GrainId grain) => _parking.ToChange(grain, WaitingEvent.ToMark(_before.Waiting), WaitingEvent.ToMark(_entity.Waiting));

    // What is waited for may be parked behind what is handed back: at the limit of live events a redrive would never come to it.
    private int WaitingLimitsTimes => _group is null ? RedriveWaitingFactor : 1;

    // What a redrive hands back was delivered by the group that delivered what stopped the entity.
    private string? GroupOfWaiting => _group ?? _before.Quarantine?.Group;

    // Outputs are proven by one partition's committed offset.
    private void MoveTo(FoldSource source)
    {
        var (last, position) = (_last.Position, source.Position);
        if (last.Topic is not null && (last.Partition != position.Partition || !string.Equals(last.Topic, position.Topic, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"A batch is of one partition, but {position} follows {last}.");
        }

        _last = source;
    }

    private bool IsKnown(Event @event) => _recentIds.Contains(EventHash.Of(@event.Type, @event.Id)) || _entity.IsWaiting(@event);

    private bool TryTake(FoldSource source, Effect<TState> effect, out bool isChanged, out EventFailure? failure)
    {
        failure = null;
        isChanged = false;
        try
        {
            if (effect.Kind == EffectKind.Wait)
            {
                var position = source.Position;
                _entity.Keep(new WaitingEvent(source.Event!, GroupOfWaiting, position.Topic, position.Partition, position.Offset, _now, [.. effect.AwaitedTopics]), WaitingLimitsTimes);
            }
            else
            {
                isChanged = _entity.Change(effect, source.Event!, source.Mark);
            }
        }
        catch (EventRefusedException refusal)
        {
            failure = EventFailure.Of(refusal);
            return false;
        }

        // A failed event's id is not remembered: handed back, or handed in again from the dead letters, it is a new event.
        _recentIds.Add(EventHash.Of(source.Event!.Type, source.Event.Id), source.Timestamp);
        return true;
    }

    // The outputs of a redrive's step are dropped by the write of the next one, so a step that has some is not the last: what
    // failed stands first in line, and stops the entity when it fails anew with nothing before it.
    private void Stop(EventFailure failure, Event? @event, RecordPosition position, bool isWaitingEvent)
    {
        IsChanged = true;
        var isAskedAgain = _group is null && _entity.Outputs.Count > 0;
        _parking.Stop(failure, @event, position, isWaitingEvent, isAskedAgain);
        Tally.Quarantined = isAskedAgain ? null : failure;
    }

    private void MoveMark(RecordPosition position, bool isApplied)
    {
        if (isApplied)
        {
            _marks.Advance(position);
        }
        else
        {
            _marks.Receive(position);
        }
    }

    private void HandedBack(FoldSource source)
    {
        IsChanged = true;
        _marks.Apply(source.Position);
        _parking.HandedBack(source.Mark);
        Tally.Redriven++;
    }

    private void Park(int index, ReceivedEvent received, Event? @event, EventFailure failure)
    {
        IsChanged = true;
        _marks.Receive(received.Position);
        var sequence = _parking.Park(received, @event, failure);
        Tally.Parked++;
        _refused.Add(new RejectedEvent(index, failure.ErrorType, failure.Error) { Sequence = sequence });
    }

    private void Refuse(int index, RecordPosition position, EventFailure failure)
    {
        IsChanged = true;
        _marks.Advance(position);
        Tally.Refused.Add(failure.ErrorType);
        _refused.Add(new RejectedEvent(index, failure.ErrorType, failure.Error));
        _refusals.Add(new Refusal(_group!, position.Topic, position.TopicId, position.Partition, position.Offset, failure.ErrorType, failure.ShortError));
    }

    private PendingOutputs? PendingOutputs()
    {
        if (_entity.Outputs.Count == 0)
        {
            return null;
        }

        var position = _last.Position;
        return _group is null
            ? new PendingOutputs(null, [.. _entity.Outputs])
            : new PendingOutputs(new DeliveryOrigin(_group, position.Topic, position.TopicId, position.Partition), [.. _entity.Outputs]);
    }

    // The answer that named it may have been lost before its dead letter was stored.
    private void RefuseAgain(int index, RecordPosition position)
    {
        if (_before.Quarantine is not null)
        {
            _repeats.Add(new RepeatedRecord(index, position));
        }

        foreach (var refusal in _before.Refusals)
        {
            if (refusal.Offset == position.Offset
                && refusal.Partition == position.Partition
                && refusal.TopicId == position.TopicId
                && string.Equals(refusal.Topic, position.Topic, StringComparison.Ordinal))
            {
                _refused.Add(new RejectedEvent(index, refusal.ErrorType, refusal.Error));
            }
        }
    }
}
