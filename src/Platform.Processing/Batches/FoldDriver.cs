using System.Runtime.ExceptionServices;
using Orleans.Streaming.Kafka;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>Passes the events of a delivery, or of a step of a redrive, through a fold, and calls the rules for each. Owned by one activation.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="handling">Calls the rules.</param>
/// <param name="read">Reads parked records.</param>
internal sealed class FoldDriver<TState>(EventHandling<TState> handling, ParkedRecordReader read)
    where TState : class
{
    /// <summary>Passes delivered events through the fold.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="events">The events.</param>
    /// <param name="deadline">The delivery's time.</param>
    /// <param name="onNew">Called once, if the first event is no duplicate.</param>
    /// <param name="part">Which of the events; null for all.</param>
    /// <param name="failWith">The failure that the events get without a call of the rules; null to call them.</param>
    /// <returns>What ended the batch early, or null; the effects of the events before it stay, so that they do not happen again.</returns>
    public async Task<ExceptionDispatchInfo?> DeliverAsync(BatchFold<TState> fold, ReceivedEvent[] events, Deadline deadline, Action onNew, Range? part = null, EventFailure? failWith = null)
    {
        var (first, count) = (part ?? Range.All).GetOffsetAndLength(events.Length);
        for (var index = first; index < first + count; index++)
        {
            var source = FoldSource.Of(events[index]);
            if (fold.IsDuplicate(index, source))
            {
                continue;
            }

            if (index == first)
            {
                onNew();
            }

            if (fold.MustPark(source))
            {
                fold.Park(index, events[index]);
            }
            else if (await ApplyAsync(fold, index, events[index], source, deadline, failWith) is { } deferral)
            {
                return deferral;
            }
        }

        return null;
    }

    /// <summary>Passes parked records through the fold, until one fails for good.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="records">The records, from the first that is parked.</param>
    /// <param name="deadline">The step's time.</param>
    /// <param name="failWith">The failure that the first one gets without a call of the rules; null to call them.</param>
    /// <returns>What ended the step early, or null; the effects of the records before it stay.</returns>
    public async Task<ExceptionDispatchInfo?> RedriveAsync(BatchFold<TState> fold, IReadOnlyList<ParkedRecord> records, Deadline deadline, EventFailure? failWith = null)
    {
        if (fold.Quarantine is { IsOfDeferredEvent: true } quarantine)
        {
            if (failWith is not null)
            {
                fold.StopRedrive(failWith);
                return null;
            }

            await ReleaseAsync(fold, new RecordPosition(quarantine.Topic, Guid.Empty, quarantine.Partition, quarantine.Offset, -1), quarantine.Next - 1, deadline);
            fold.DeferredReleased();
        }

        foreach (var record in records)
        {
            if (fold.HasStopped)
            {
                return null;
            }

            var source = FoldSource.Of(record, read(record));
            if (!fold.IsAppliedAlready(source) && await RedriveOneAsync(fold, source, deadline, failWith) is { } deferral)
            {
                return deferral;
            }
        }

        return null;
    }

    private async ValueTask<ExceptionDispatchInfo?> ApplyAsync(BatchFold<TState> fold, int index, ReceivedEvent received, FoldSource source, Deadline deadline, EventFailure? failWith)
    {
        var result = await CallAsync(fold, source, deadline, failWith);
        if (result.Failure is { } failure)
        {
            fold.Fail(index, received, source, failure);
        }
        else if (result.Effect is { } effect && fold.Apply(index, received, source, effect))
        {
            await ReleaseAsync(fold, source.Position, source.Number, deadline);
        }

        return result.Deferral;
    }

    private async ValueTask<ExceptionDispatchInfo?> RedriveOneAsync(BatchFold<TState> fold, FoldSource source, Deadline deadline, EventFailure? failWith)
    {
        var result = await CallAsync(fold, source, deadline, failWith);
        if (result.Failure is { } failure)
        {
            fold.FailAgain(source, failure);
        }
        else if (result.Effect is { } effect && fold.Redrive(source, effect))
        {
            await ReleaseAsync(fold, source.Position, source.Number, deadline);
        }

        return result.Deferral;
    }

    private ValueTask<HandlingResult<TState>> CallAsync(BatchFold<TState> fold, FoldSource source, Deadline deadline, EventFailure? failWith) =>
        (failWith ??= fold.UncertaintyOf(source)) is null && source.Event is { } @event ? handling.HandleAsync(fold.Entity, @event, fold.Name, deadline) : new(new HandlingResult<TState>(null, source.Unreadable ?? failWith, null));

    // A deferred event whose rules can't be called now defers the whole delivery: stored without it, nothing would try it again.
    private async ValueTask ReleaseAsync(BatchFold<TState> fold, RecordPosition position, long number, Deadline deadline)
    {
        fold.BeginRelease();
        while (fold.NextDeferred() is { } deferred)
        {
            var result = await handling.ApplyAsync(fold.Entity, deferred.Event, fold.Name, deadline);
            result.Deferral?.Throw();
            if (result.Effect is { } effect)
            {
                fold.ApplyDeferred(effect, position, number);
            }
            else if (!fold.FailDeferred(deferred, result.Failure!, position))
            {
                return;
            }
        }
    }
}
