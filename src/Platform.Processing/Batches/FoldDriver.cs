using System.Runtime.ExceptionServices;
using Orleans.Streaming.Kafka;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>Leads the events of a delivery, or of a step of a redrive, through a fold, asking the rules for each. Owned by one activation.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="handling">Asks the rules.</param>
/// <param name="read">Reads parked records.</param>
internal sealed class FoldDriver<TState>(EventHandling<TState> handling, ParkedRecordReader read)
    where TState : class
{
    /// <summary>Leads delivered events through the fold.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="events">The events.</param>
    /// <param name="deadline">The delivery's time.</param>
    /// <param name="onNew">Called once, if the first event is no repeat.</param>
    /// <param name="part">Which of the events; null for all.</param>
    /// <param name="condemned">As what they fail, instead of asking the rules; null to ask.</param>
    /// <returns>What ended the batch early, or null; what went before it is kept, so that it does not happen again.</returns>
    public async Task<ExceptionDispatchInfo?> DeliverAsync(BatchFold<TState> fold, ReceivedEvent[] events, Deadline deadline, Action onNew, Range? part = null, EventFailure? condemned = null)
    {
        var (first, count) = (part ?? Range.All).GetOffsetAndLength(events.Length);
        for (var index = first; index < first + count; index++)
        {
            var source = FoldSource.Of(events[index]);
            if (fold.IsRepeat(index, source))
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
            else if (await TakeAsync(fold, index, events[index], source, deadline, condemned) is { } putOff)
            {
                return putOff;
            }
        }

        return null;
    }

    /// <summary>Leads parked records through the fold, until one fails for good.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="records">The records, from the first that is parked.</param>
    /// <param name="deadline">The step's time.</param>
    /// <param name="condemned">As what the first in line fails, instead of asking the rules; null to ask.</param>
    /// <returns>What ended the step early, or null; what went before it is kept.</returns>
    public async Task<ExceptionDispatchInfo?> HandBackAsync(BatchFold<TState> fold, IReadOnlyList<ParkedRecord> records, Deadline deadline, EventFailure? condemned = null)
    {
        if (fold.Quarantine is { IsOfWaitingEvent: true } quarantine)
        {
            if (condemned is not null)
            {
                fold.StopRedrive(condemned);
                return null;
            }

            await ReleaseAsync(fold, new RecordPosition(quarantine.Topic, Guid.Empty, quarantine.Partition, quarantine.Offset, -1), quarantine.Next - 1, deadline);
            fold.WaitingReleased();
        }

        foreach (var record in records)
        {
            if (fold.HasStopped)
            {
                return null;
            }

            var source = FoldSource.Of(record, read(record));
            if (!fold.IsHandedBackAgain(source) && await HandBackAsync(fold, source, deadline, condemned) is { } putOff)
            {
                return putOff;
            }
        }

        return null;
    }

    private async ValueTask<ExceptionDispatchInfo?> TakeAsync(BatchFold<TState> fold, int index, ReceivedEvent received, FoldSource source, Deadline deadline, EventFailure? condemned)
    {
        var result = await AskAsync(fold, source, deadline, condemned);
        if (result.Failure is { } failure)
        {
            fold.Fail(index, received, source, failure);
        }
        else if (result.Effect is { } effect && fold.Apply(index, received, source, effect))
        {
            await ReleaseAsync(fold, source.Position, source.Mark, deadline);
        }

        return result.PutOff;
    }

    private async ValueTask<ExceptionDispatchInfo?> HandBackAsync(BatchFold<TState> fold, FoldSource source, Deadline deadline, EventFailure? condemned)
    {
        var result = await AskAsync(fold, source, deadline, condemned);
        if (result.Failure is { } failure)
        {
            fold.FailAgain(source, failure);
        }
        else if (result.Effect is { } effect && fold.HandBack(source, effect))
        {
            await ReleaseAsync(fold, source.Position, source.Mark, deadline);
        }

        return result.PutOff;
    }

    private ValueTask<HandlingResult<TState>> AskAsync(BatchFold<TState> fold, FoldSource source, Deadline deadline, EventFailure? condemned) =>
        condemned is null && source.Event is { } @event ? handling.HandleAsync(fold.Entity, @event, deadline) : new(new HandlingResult<TState>(null, source.Unreadable ?? condemned, null));

    // A waiting event whose rules can't be asked now gives up the whole delivery: kept without it, nothing would try it again.
    private async ValueTask ReleaseAsync(BatchFold<TState> fold, RecordPosition position, long mark, Deadline deadline)
    {
        fold.BeginRelease();
        while (fold.NextWaiting() is { } waiting)
        {
            var result = await handling.ApplyAsync(fold.Entity, waiting.Event, deadline);
            result.PutOff?.Throw();
            if (result.Effect is { } effect)
            {
                fold.TakeWaiting(effect, mark);
            }
            else if (!fold.FailWaiting(waiting, result.Failure!, position))
            {
                return;
            }
        }
    }
}
