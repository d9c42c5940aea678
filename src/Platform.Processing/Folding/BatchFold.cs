using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing;

/// <summary>
/// Folds a batch over an entity: which events are new, what they do, and the one value that is written for all of them.
/// Pure: nothing outside changes. Owned by one delivery.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
internal sealed class BatchFold<TState>
    where TState : class
{
    /// <summary>The error type of an event whose rules threw what they should not.</summary>
    public const string HandlerFailed = "handler-failed";

    private readonly ProcessingState<TState> _before;
    private readonly string _group;
    private readonly PartitionMarks _marks;
    private readonly RecentIdWindow _recentIds;
    private readonly EntityFold<TState> _entity;
    private readonly List<Refusal> _refusals = [];
    private readonly List<RefusedEvent> _refused = [];
    private RecordPosition _last;

    /// <summary>Begins with what is durable.</summary>
    /// <param name="before">The durable state.</param>
    /// <param name="rules">The entity's rules.</param>
    /// <param name="group">The consumer group that delivers.</param>
    public BatchFold(ProcessingState<TState> before, EntityRules<TState> rules, string group)
    {
        _before = before;
        _group = group;
        _marks = new PartitionMarks(before.Marks);
        _recentIds = new RecentIdWindow(before.RecentIds, rules.RecentIds);
        _entity = new EntityFold<TState>(rules, before.Entity, before.Waiting, Tally);
    }

    /// <summary>What became of the events so far.</summary>
    public FoldTally Tally { get; } = new();

    /// <summary>Whether there is anything to write: repeats alone need no write.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Ids that were forgotten before their time.</summary>
    public int ForcedEvictions => _recentIds.ForcedEvictions;

    /// <summary>How many earlier refusals are without proof.</summary>
    public int UnprovenRefusals => _before.Refusals.Length;

    /// <summary>The events of this batch that are answered as refused.</summary>
    public RefusedEvent[] Refused => [.. _refused];

    /// <summary>Whether the event has been received before; if so it is done with.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="received">The event.</param>
    /// <exception cref="TopicTruncatedException">The partition was truncated below what was received.</exception>
    public bool IsRepeat(int index, ReceivedEvent received)
    {
        MoveTo(received.Position);
        if (_marks.IsRepeat(received.Position))
        {
            Tally.RepeatsByPosition++;
            RefuseAgain(index, received.Position);
            return true;
        }

        if (received.Value is Event @event && (_recentIds.Contains(EventHash.Of(@event.Type, @event.Id)) || _entity.IsWaiting(@event)))
        {
            Tally.RepeatsById++;
            _marks.Advance(received.Position);
            return true;
        }

        return false;
    }

    /// <summary>Takes an event that is no repeat.</summary>
    /// <param name="index">Its index in the batch.</param>
    /// <param name="received">The event.</param>
    public void Apply(int index, ReceivedEvent received)
    {
        IsChanged = true;
        _marks.Advance(received.Position);
        try
        {
            var @event = received.Value as Event
                ?? throw new EventRefusedException("unexpected-value", $"A {received.Value.GetType()} is no event.");
            _entity.Apply(@event, received.Position.Offset);

            // A refused event's id is not remembered: handed in again from the dead letters, it is a new event.
            _recentIds.Add(EventHash.Of(@event.Type, @event.Id), received.Timestamp);
        }
        catch (EventRefusedException refusal)
        {
            Refuse(index, received.Position, refusal.ErrorType, refusal.Message);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The rules are pure: they would throw again each time, so retrying would stop the entity for ever.
            Refuse(index, received.Position, HandlerFailed, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>
    /// The state after the events so far. Where <see cref="IsChanged"/> is false it differs from the durable one in nothing
    /// that must survive: only in the marks of events that were recognised by their id.
    /// </summary>
    public ProcessingState<TState> ToState() => IsChanged
        ? _before with
        {
            Entity = _entity.Entity,
            Marks = _marks.ToArray(),
            RecentIds = _recentIds.Pack(),
            Outputs = PendingOutputs(),
            Waiting = [.. _entity.Waiting],
            Refusals = [.. _before.Refusals, .. _refusals],
        }
        : _before with { Marks = _marks.ToArray() };

    // Outputs are proven by one partition's committed offset.
    private void MoveTo(RecordPosition position)
    {
        if (_last.Topic is not null && (_last.Partition != position.Partition || !string.Equals(_last.Topic, position.Topic, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"A batch is of one partition, but {position} follows {_last}.");
        }

        _last = position;
    }

    private PendingOutputs? PendingOutputs() => _entity.Outputs.Count == 0
        ? null
        : new PendingOutputs(_group, _last.Topic, _last.TopicId, _last.Partition, [.. _entity.Outputs]);

    private void Refuse(int index, RecordPosition position, string errorType, string error)
    {
        var cut = error.Length <= Refusal.ErrorLengthMax ? error : error[..Refusal.ErrorLengthMax];
        Tally.Refused.Add(errorType);
        _refused.Add(new RefusedEvent(index, errorType, error));
        _refusals.Add(new Refusal(_group, position.Topic, position.TopicId, position.Partition, position.Offset, errorType, cut));
    }

    // The answer that named it may have been lost before its dead letter was stored.
    private void RefuseAgain(int index, RecordPosition position)
    {
        foreach (var refusal in _before.Refusals)
        {
            if (refusal.Offset == position.Offset
                && refusal.Partition == position.Partition
                && refusal.TopicId == position.TopicId
                && string.Equals(refusal.Topic, position.Topic, StringComparison.Ordinal))
            {
                _refused.Add(new RefusedEvent(index, refusal.ErrorType, refusal.Error));
            }
        }
    }
}
