using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>An entity's quarantine and what it parks, while a batch or a step of a redrive is folded. Owned by one fold.</summary>
/// <param name="before">The durable quarantine, or null.</param>
/// <param name="lastSequence">The highest sequence given so far.</param>
/// <param name="now">The time, for operators; decides nothing.</param>
/// <param name="group">The consumer group that delivers, or null where that is not known.</param>
internal sealed class ParkingFold(Quarantine? before, long lastSequence, DateTimeOffset now, string? group)
{
    private readonly List<ParkedRecord> _added = [];
    private readonly bool _wasInQuarantine = before is not null;
    private long _removedThrough;
    private ParkedDrop? _drop;

    /// <summary>The quarantine so far, or null.</summary>
    public Quarantine? Quarantine { get; private set; } = before;

    /// <summary>Whether an event failed in this fold, so that nothing is handed back behind it.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>The highest sequence given so far.</summary>
    public long LastSequence { get; private set; } = lastSequence;

    /// <summary>What the fold parked, in order.</summary>
    public IReadOnlyList<ParkedRecord> Added => _added;

    /// <summary>Puts the entity into quarantine, or says anew why it is there.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="event">The event that failed, or null where it can't be read.</param>
    /// <param name="position">Where its record stands.</param>
    /// <param name="isWaitingEvent">Whether it is one of the waiting events.</param>
    /// <param name="isAskedAgain">Whether the redrive goes on, with the same event, in a step of its own.</param>
    public void Stop(EventFailure failure, Event? @event, RecordPosition position, bool isWaitingEvent, bool isAskedAgain = false)
    {
        HasStopped = true;
        Quarantine = new Quarantine
        {
            Since = Quarantine?.Since ?? now,
            ErrorType = failure.ErrorType,
            Error = failure.ShortError,
            EventId = @event?.Id,
            EventType = @event?.Type,
            Topic = position.Topic,
            Partition = position.Partition,
            Offset = position.Offset,
            Next = Quarantine?.Next ?? LastSequence + 1,
            Waiting = Quarantine?.Waiting ?? 0,
            IsRedriving = isAskedAgain,
            IsOfWaitingEvent = isWaitingEvent,
            Group = group,
        };
    }

    /// <summary>Says anew why the entity is in quarantine, because of the same event; a redrive ends.</summary>
    /// <param name="failure">Why.</param>
    public void StopAgain(EventFailure failure)
    {
        HasStopped = true;
        Quarantine = Quarantine! with { ErrorType = failure.ErrorType, Error = failure.ShortError, IsRedriving = false };
    }

    /// <summary>Parks a record behind all others.</summary>
    /// <param name="received">The record.</param>
    /// <param name="event">Its event, or null where it can't be read.</param>
    /// <param name="failure">Why.</param>
    /// <returns>Its sequence.</returns>
    public long Park(ReceivedEvent received, Event? @event, EventFailure failure)
    {
        var raw = received.Raw ?? throw new InvalidOperationException($"{received.Position} was delivered without its bytes, so it can't be parked.");
        var position = received.Position;
        LastSequence++;
        _added.Add(new ParkedRecord
        {
            Sequence = LastSequence,
            Topic = position.Topic,
            TopicId = position.TopicId,
            Partition = position.Partition,
            Offset = position.Offset,
            LeaderEpoch = position.LeaderEpoch,
            Timestamp = received.Timestamp,
            Key = received.Key,
            Value = raw.Value,
            Headers = raw.Headers,
            EventId = @event?.Id,
            EventType = @event?.Type,
            ErrorType = failure.ErrorType,
            Error = failure.ShortError,
            ParkedAt = now,
        });
        Quarantine = Quarantine! with { Waiting = Quarantine.Waiting + 1 };
        return LastSequence;
    }

    /// <summary>Begins to hand back what is parked.</summary>
    public void Redrive() => Quarantine = Quarantine! with { IsRedriving = true };

    /// <summary>Notes that a parked record is done with.</summary>
    /// <param name="sequence">Its sequence.</param>
    public void HandedBack(long sequence)
    {
        _removedThrough = sequence;
        Quarantine = Quarantine! with { Next = sequence + 1, Waiting = Quarantine.Waiting - 1 };
    }

    /// <summary>Notes that the waiting event that stopped the entity has had its turn; if it failed again, nothing changes.</summary>
    public void WaitingReleased()
    {
        if (!HasStopped)
        {
            Quarantine = Quarantine! with { IsOfWaitingEvent = false };
        }
    }

    /// <summary>Parks a waiting event, for the record: it is to be dropped. Its bytes are not kept while it waits.</summary>
    /// <param name="waiting">The event.</param>
    public void Record(WaitingEvent waiting)
    {
        var quarantine = Quarantine!;
        LastSequence++;
        _added.Add(new ParkedRecord
        {
            Sequence = LastSequence,
            Topic = waiting.Topic,
            TopicId = Guid.Empty,
            Partition = waiting.Partition,
            Offset = waiting.Offset,
            LeaderEpoch = -1,
            Timestamp = waiting.Event.Timestamp,
            EventId = waiting.Event.Id,
            EventType = waiting.Event.Type,
            ErrorType = quarantine.ErrorType,
            Error = quarantine.Error,
            ParkedAt = now,
        });
        Quarantine = quarantine with { Waiting = quarantine.Waiting + 1 };
    }

    /// <summary>Drops parked records.</summary>
    /// <param name="first">The lowest sequence.</param>
    /// <param name="last">The highest one.</param>
    /// <param name="count">How many of them are parked.</param>
    /// <param name="reason">Why.</param>
    /// <returns>How many.</returns>
    public long Drop(long first, long last, long count, string reason)
    {
        _drop = new ParkedDrop(first, last, reason, now);
        Quarantine = Quarantine! with { Waiting = Quarantine.Waiting - count };
        return count;
    }

    /// <summary>Ends the quarantine. Nothing may be parked any more.</summary>
    public void End() => Quarantine = Quarantine is { Waiting: 0 }
        ? null
        : throw new InvalidOperationException($"A quarantine can't end while {Quarantine?.Waiting} records are parked.");

    /// <summary>What the write does beside the state, or null for nothing.</summary>
    /// <param name="grain">The entity.</param>
    /// <param name="marked">The waiting event by which a sweep found the entity before, or null.</param>
    /// <param name="toMark">The waiting event by which a sweep is to find it now, or null.</param>
    public ParkingChange? ToChange(GrainId grain, WaitingEvent? marked, WaitingEvent? toMark) => IsUnchanged(marked, toMark) ? null : new ParkingChange
    {
        Quarantine = Quarantine?.Of(grain) ?? toMark?.MarkOf(grain),
        Add = _added,
        RemoveThrough = _removedThrough,
        Drop = _drop,
    };

    // Of an entity in quarantine, whoever looks for waiting events has nothing to find.
    private bool IsUnchanged(WaitingEvent? marked, WaitingEvent? toMark) =>
        !_wasInQuarantine && Quarantine is null && marked is null == toMark is null;
}
