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
    private List<ParkedRecord>? _added;
    private readonly bool _wasInQuarantine = before is not null;
    private long _removedThrough;
    private ParkedDrop? _drop;

    /// <summary>The quarantine so far, or null.</summary>
    public Quarantine? Quarantine { get; private set; } = before;

    /// <summary>Whether an event failed in this fold, so that nothing is redriven behind it.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>The highest sequence given so far.</summary>
    public long LastSequence { get; private set; } = lastSequence;

    /// <summary>What the fold parked, in order.</summary>
    public IReadOnlyList<ParkedRecord> Added => _added ?? (IReadOnlyList<ParkedRecord>)[];

    /// <summary>Quarantines the entity, or replaces the reason of its quarantine.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="event">The event that failed, or null where it can't be read.</param>
    /// <param name="position">The position of its record.</param>
    /// <param name="isDeferredEvent">Whether it is one of the deferred events.</param>
    /// <param name="isTriedAgain">Whether the redrive goes on, with the same event, in a step of its own.</param>
    public void Stop(EventFailure failure, Event? @event, RecordPosition position, bool isDeferredEvent, bool isTriedAgain = false)
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
            Parked = Quarantine?.Parked ?? 0,
            IsRedriving = isTriedAgain,
            IsOfDeferredEvent = isDeferredEvent,
            Group = group,
        };
    }

    /// <summary>Replaces the reason of the quarantine, which is of the same event; a redrive ends.</summary>
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
        (_added ??= []).Add(new ParkedRecord
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
        Quarantine = Quarantine! with { Parked = Quarantine.Parked + 1 };
        return LastSequence;
    }

    /// <summary>Begins to redrive what is parked.</summary>
    public void BeginRedrive() => Quarantine = Quarantine! with { IsRedriving = true };

    /// <summary>Notes that an operator wants the event that stopped the entity applied, though it may have been before.</summary>
    public void Accept() => Quarantine = Quarantine! with { IsAccepted = Quarantine.ErrorType == Quarantine.Uncertain };

    /// <summary>Notes that a parked record is done.</summary>
    /// <param name="sequence">Its sequence.</param>
    public void Redriven(long sequence)
    {
        _removedThrough = sequence;
        Quarantine = Quarantine! with { Next = sequence + 1, Parked = Quarantine.Parked - 1 };
    }

    /// <summary>Notes that the deferred event that stopped the entity has been tried again; if it failed again, nothing changes.</summary>
    public void DeferredReleased()
    {
        if (!HasStopped)
        {
            Quarantine = Quarantine! with { IsOfDeferredEvent = false };
        }
    }

    /// <summary>Parks a deferred event so that it can be dropped. It has no bytes: those are not kept while it is deferred.</summary>
    /// <param name="deferred">The event.</param>
    public void Record(DeferredEvent deferred)
    {
        var quarantine = Quarantine!;
        LastSequence++;
        (_added ??= []).Add(new ParkedRecord
        {
            Sequence = LastSequence,
            Topic = deferred.Topic,
            TopicId = Guid.Empty,
            Partition = deferred.Partition,
            Offset = deferred.Offset,
            LeaderEpoch = -1,
            Timestamp = deferred.Event.Timestamp,
            EventId = deferred.Event.Id,
            EventType = deferred.Event.Type,
            ErrorType = quarantine.ErrorType,
            Error = quarantine.Error,
            ParkedAt = now,
        });
        Quarantine = quarantine with { Parked = quarantine.Parked + 1 };
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
        Quarantine = Quarantine! with { Parked = Quarantine.Parked - count };
        return count;
    }

    /// <summary>Ends the quarantine. Nothing may be parked any more.</summary>
    public void End() => Quarantine = Quarantine is { Parked: 0 }
        ? null
        : throw new InvalidOperationException($"A quarantine can't end while {Quarantine?.Parked} records are parked.");

    /// <summary>What the write does to the parked records, or null for nothing.</summary>
    /// <param name="grain">The entity.</param>
    /// <param name="markerBefore">The deferred event that is stored as the row marker, or null.</param>
    /// <param name="markerAfter">The deferred event that is the row marker after the write, or null.</param>
    public ParkingChange? ToChange(GrainId grain, DeferredEvent? markerBefore, DeferredEvent? markerAfter) => IsUnchanged(markerBefore, markerAfter) ? null : new ParkingChange
    {
        Quarantine = Quarantine?.Of(grain) ?? markerAfter?.ToRowMarker(grain),
        Add = Added,
        RemoveThrough = _removedThrough,
        Drop = _drop,
    };

    // The row of an entity in quarantine is its quarantine: it has no row marker.
    private bool IsUnchanged(DeferredEvent? markerBefore, DeferredEvent? markerAfter) =>
        !_wasInQuarantine && Quarantine is null && markerBefore is null == markerAfter is null;
}
