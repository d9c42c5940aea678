using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Stores outputs that Kafka will never take: each becomes a dropped record of its entity, with its bytes and the reason,
/// so that the entity and its partition go on. Pure.
/// </summary>
internal static class RejectedOutputs
{
    /// <summary>The error type of such a record.</summary>
    public const string ErrorType = QuarantinedEntity.RejectedOutput;

    // An output is in no partition yet.
    private const int Nowhere = -1;

    /// <summary>What is to be written.</summary>
    /// <typeparam name="TState">The entity's state.</typeparam>
    /// <param name="before">The durable state.</param>
    /// <param name="rest">The outputs that stay pending.</param>
    /// <param name="rejected">The rejected outputs; at least one.</param>
    /// <param name="grain">The entity.</param>
    /// <param name="encoder">Makes records of them.</param>
    /// <param name="now">The time, for operators.</param>
    public static (ProcessingState<TState> State, ParkingChange Change) Of<TState>(
        ProcessingState<TState> before, PendingOutput[] rest, RejectedOutput[] rejected, GrainId grain, EventEncoder encoder, DateTimeOffset now)
        where TState : class
    {
        var state = before with { Outputs = rest, LastSequence = before.LastSequence + rejected.Length };
        var records = rejected.Select((output, index) => RecordOf(output, before.LastSequence + 1 + index, encoder, now));
        return (state, new ParkingChange
        {
            Quarantine = QuarantineOf(before, grain),
            Add = [.. records],
            Drop = new ParkedDrop(before.LastSequence + 1, state.LastSequence, "An output of this entity that Kafka will never take.", now),
        });
    }

    /// <summary>What is to be written beside an unchanged state once rejected outputs are settled.</summary>
    /// <typeparam name="TState">The entity's state.</typeparam>
    /// <param name="state">The durable state.</param>
    /// <param name="grain">The entity.</param>
    /// <param name="settled">Which ones, and how.</param>
    public static ParkingChange Settle<TState>(ProcessingState<TState> state, GrainId grain, SettledOutputs settled)
        where TState : class => new() { Quarantine = QuarantineOf(state, grain), Outputs = settled };

    private static QuarantinedEntity? QuarantineOf<TState>(ProcessingState<TState> state, GrainId grain)
        where TState : class => state.Quarantine?.Of(grain) ?? DeferredEvent.ForRowMarker(state.Deferred)?.ToRowMarker(grain);

    private static ParkedRecord RecordOf(RejectedOutput rejected, long sequence, EventEncoder encoder, DateTimeOffset now)
    {
        var output = rejected.Output.Event;
        var record = new ParkedRecord
        {
            Sequence = sequence,
            Topic = output.Topic,
            TopicId = Guid.Empty,
            Partition = Nowhere,
            Offset = Nowhere,
            LeaderEpoch = Nowhere,
            Timestamp = output.Event.Timestamp,
            Key = output.Key,
            EventId = output.Event.Id,
            EventType = output.Event.Type,
            ErrorType = ErrorType,
            Error = new EventFailure(ErrorType, rejected.Error).ShortError,
            ParkedAt = now,
        };
        try
        {
            var encoded = encoder.Encode(output.Event);
            return record with { Value = encoded.Value, Headers = [.. encoded.Headers] };
        }
        catch (ArgumentException)
        {
            // It is rejected because it can't become a record: there are no bytes to keep.
            return record;
        }
    }
}
