using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>One record on its way through a fold: delivered, or redriven.</summary>
/// <param name="Position">Its position; of a parked record, the one it had.</param>
/// <param name="Timestamp">Its timestamp.</param>
/// <param name="Event">The event, or null where it can't be read.</param>
/// <param name="Unreadable">Why it can't be read, or null.</param>
/// <param name="Number">The number its outputs are stored with: the offset of a delivered record, the sequence of a parked one.</param>
internal readonly record struct FoldSource(RecordPosition Position, DateTimeOffset Timestamp, Event? Event, EventFailure? Unreadable, long Number)
{
    /// <summary>A record that is delivered.</summary>
    /// <param name="received">The record.</param>
    public static FoldSource Of(ReceivedEvent received) => received.Value switch
    {
        Event @event => new FoldSource(received.Position, received.Timestamp, @event, null, received.Position.Offset),
        UnreadableEvent unreadable => new FoldSource(
            received.Position, received.Timestamp, null, new EventFailure(unreadable.ErrorType, unreadable.Error), received.Position.Offset),
        var other => new FoldSource(
            received.Position, received.Timestamp, null, new EventFailure("unexpected-value", $"A {other.GetType()} is no event."), received.Position.Offset),
    };

    /// <summary>A parked record that is redriven.</summary>
    /// <param name="parked">The record.</param>
    /// <param name="decoded">What it is read as today.</param>
    public static FoldSource Of(ParkedRecord parked, DecodedEvent decoded) => new(
        new RecordPosition(parked.Topic, parked.TopicId, parked.Partition, parked.Offset, parked.LeaderEpoch),
        parked.Timestamp,
        decoded.Event,
        decoded.IsEvent ? null : new EventFailure(decoded.ErrorType, decoded.Error),
        parked.Sequence);
}
