using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <content>What follows a failed call: repeated later, singled out, dead-lettered, or the entity held.</content>
internal sealed partial class KeyedDispatcher
{
    private void OnFailure(EntityQueue queue, DispatchedEvent[] batch, Exception error)
    {
        if (_ended.IsCancellationRequested)
        {
            // The partition ended; its new owner delivers the batch again.
            lock (_gate)
            {
                EndCall(queue);
                EndOpen();
            }

            return;
        }

        _delivery.CallRepeated();
        bool wakes;
        var kind = Judge(queue, error);
        lock (_gate)
        {
            queue.Failures++;
            GiveBackAll(queue);
            if (ReferenceEquals(_trial, queue))
            {
                _trial = null;
                _trialAt = _time.GetTimestamp() + _time.TimestampFrequency;
            }

            // A drain waits for the dead letter too.
            var isDeadLetter = kind == FailureKind.Permanent && batch.Length == 1 && _policy == FailurePolicy.DeadLetter;
            EndCall(queue);
            if (!isDeadLetter)
            {
                EndOpen();
            }

            wakes = Refresh();
        }

        Wake(wakes);

        if (_lines.TryPass(LogKind.Of("failed", batch[0].Event.Position.Topic, error), out var times))
        {
            LogFailed(queue.Entity, batch[0].Event.Position, batch.Length, queue.Failures, kind, times, error);
        }

        if (kind != FailureKind.Permanent)
        {
            CountFailing(queue);
            _ = RepeatLaterAsync(queue);
        }
        else if (batch.Length > 1)
        {
            SingleOut(queue);
        }
        else
        {
            GiveUp(queue, batch[0], error);
        }
    }

    private FailureKind Judge(EntityQueue queue, Exception error)
    {
        (var kind, queue.UnclassifiedSince) = _judge.Judge(error, queue.UnclassifiedSince, queue.IsFailing);
        return kind;
    }

    private void GiveUp(EntityQueue queue, DispatchedEvent failed, Exception error)
    {
        switch (_policy)
        {
            case FailurePolicy.DeadLetter:
                StopFailing(queue);
                _ = EndDeadLetteredAsync(queue, failed, error);
                break;
            case FailurePolicy.Halt:
                StopFailing(queue);
                Hold(queue, "halted", $"\"{queue.Entity}\" is halted at {failed.Event.Position}: {error.GetType().Name}: {error.Message}");
                break;
            default:
                CountFailing(queue);
                _ = RepeatLaterAsync(queue);
                break;
        }
    }

    private async Task EndDeadLetteredAsync(EntityQueue queue, DispatchedEvent failed, Exception error)
    {
        try
        {
            await _delivery.DeadLetterAsync(queue.Entity, failed, error, queue.Failures);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The partition ended; its new owner meets the record again.
            Close();
            return;
        }
        catch (Exception e)
        {
            // Nobody awaits this. The event is neither applied nor a dead letter: nothing of its entity may pass it.
            if (_lines.TryPass(LogKind.Of("dead-letter-failed", failed.Event.Position.Topic, e), out var times))
            {
                LogDeadLetterFailed(failed.Event.Position, times, e);
            }

            Hold(queue, "held-by-its-dead-letter", $"\"{queue.Entity}\" is held at {failed.Event.Position}, which can't be made a dead letter: {e.GetType().Name}: {e.Message}");
            Close();
            return;
        }

        bool wakes;
        lock (_gate)
        {
            // No call succeeded: the circuit breaker learns nothing of it.
            queue.UnclassifiedSince = _judge.AfterDeadLetter(queue.UnclassifiedSince);
            EndTurn(queue);
            EndOpen();
            wakes = Refresh();
        }

        Wake(wakes);
    }

    private void SingleOut(EntityQueue queue)
    {
        StopFailing(queue);
        bool wakes;
        lock (_gate)
        {
            queue.SingleOut();
            EnqueueReady(queue);
            wakes = Refresh();
        }

        Wake(wakes);
    }

    private void Hold(EntityQueue queue, string line, string reason)
    {
        lock (_gate)
        {
            queue.Held = reason;
            _firstHeld ??= queue;
            _held++;
        }

        if (_lines.TryPass(new LogKind(line, queue.First.Event.Position.Topic), out var times))
        {
            LogHeld(reason, times);
        }
    }

    private void OnRecovered(EntityQueue queue)
    {
        if (_lines.TryPass(new LogKind("recovered", queue.First.Event.Position.Topic), out var times))
        {
            LogRecovered(queue.Entity, queue.Failures, times);
        }

        EndFailing(queue, isRecovered: true);
    }

    private async Task RepeatLaterAsync(EntityQueue queue)
    {
        try
        {
            await Task.Delay(_limits.Retry.DelayAfter(queue.Failures, Random.Shared.NextDouble()), _time, _ended);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        bool wakes;
        lock (_gate)
        {
            EnqueueReady(queue);
            wakes = Refresh();
        }

        Wake(wakes);
    }

    private void CountFailing(EntityQueue queue)
    {
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            if (!queue.IsFailing)
            {
                queue.IsFailing = true;
                _failing++;
                _breaker.Failed();
            }
        }
    }

    private void StopFailing(EntityQueue queue)
    {
        lock (_gate)
        {
            EndFailing(queue, isRecovered: false);
        }
    }

    private void EndFailing(EntityQueue queue, bool isRecovered)
    {
        if (!queue.IsFailing)
        {
            return;
        }

        queue.IsFailing = false;
        if (_over)
        {
            return;
        }

        _failing--;
        if (isRecovered)
        {
            _breaker.Recovered();
        }
        else
        {
            _breaker.Forget(1);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery to \"{Entity}\" failed (first event {Position}, {Count} in the batch, {Failures} times in a row, {Kind}; {Times} such failures since this was last logged).")]
    private partial void LogFailed(string entity, RecordPosition position, int count, int failures, FailureKind kind, int times, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}. It gets no further event until its partition is assigned again ({Times} such entities since this was last logged).")]
    private partial void LogHeld(string reason, int times);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Position} can't be made a dead letter ({Times} such records since this was last logged).")]
    private partial void LogDeadLetterFailed(RecordPosition position, int times, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivery to \"{Entity}\" succeeded after {Failures} failures ({Times} such entities since this was last logged).")]
    private partial void LogRecovered(string entity, int failures, int times);
}

