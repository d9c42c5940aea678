using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <content>
/// Calls whose answer does not come. Orleans delivers messages at most once: when a connection between living silos is reset, answers are lost
/// and nobody says so. So a batch is sent again beside its call, after waits that double: a grain that is only slow gets few copies, which
/// wait behind the first.
/// </content>
internal sealed partial class KeyedDispatcher
{
    /// <summary>Ends a delivery attempt with the answer to one of its calls, if that is one it waits for.</summary>
    private bool TryEndAttempt(EntityQueue queue, CallNumber call, bool isFailure)
    {
        lock (_gate)
        {
            // An older call may have failed because the grain that had it is gone; what counts is what becomes of the newest.
            if (queue.Call.Attempt != call.Attempt || (isFailure && queue.Call != call))
            {
                return false;
            }

            queue.EndAttempt();
            return true;
        }
    }

    private List<(EntityQueue Queue, DispatchedEvent[] Batch, CallNumber Call)>? TakeUnanswered(long now)
    {
        List<(EntityQueue, DispatchedEvent[], CallNumber)>? unanswered = null;
        var timeout = (long)(_limits.CallTimeout.TotalSeconds * _time.TimestampFrequency);
        for (var queue = _calls.Oldest; queue is not null && queue.CalledAt <= now - timeout && MayCall; queue = queue.Later)
        {
            if (queue.TryRepeat(now - queue.CalledAt, timeout))
            {
                (unanswered ??= []).Add((queue, queue.Batch!, queue.Call));
            }
        }

        return unanswered;
    }

    private void RepeatAll(List<(EntityQueue Queue, DispatchedEvent[] Batch, CallNumber Call)> unanswered) =>
        unanswered.ForEach(batch => Repeat(batch.Queue, batch.Batch, batch.Call));

    private void Repeat(EntityQueue queue, DispatchedEvent[] batch, CallNumber call)
    {
        _delivery.CallRepeated();
        if (_lines.TryPass(new LogKind("unanswered", batch[0].Event.Position.Topic), out var times))
        {
            LogUnanswered(queue.Entity, _time.GetElapsedTime(queue.CalledAt), batch[0].Event.Position, batch.Length, call.Repeat, times);
        }

        _ = CompleteAsync(queue, batch, _delivery.CallAsync(queue.Entity, batch), call);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery to \"{Entity}\" has no answer after {Age} (first event {Position}, {Count} in the batch): the answer was lost, or the grain is still at it. The batch is sent again beside it, for the {Repeat}. time ({Times} such batches since this was last logged).")]
    private partial void LogUnanswered(string entity, TimeSpan age, RecordPosition position, int count, int repeat, int times);
}
