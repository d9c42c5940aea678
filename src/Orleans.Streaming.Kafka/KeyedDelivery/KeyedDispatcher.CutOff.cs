using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <content>Calls that outlive their assignment: known to whoever delivers the partition next, and waited for there.</content>
internal sealed partial class KeyedDispatcher
{
    private void RemoveCall(EntityQueue queue)
    {
        _calls.Remove(queue);
        if (queue.CutOff is { } call)
        {
            _cutOff.Return(call);
            queue.CutOff = null;
        }
    }

    private void CutOffCallsInFlight()
    {
        var count = 0;
        for (var queue = _calls.Oldest; queue is not null; queue = queue.Later)
        {
            queue.CutOff = _cutOff.Add(queue.First.Event.Position, queue.Entity, queue.CalledAt);
            count++;
        }

        if (count > 0)
        {
            LogCutOff(count);
        }
    }

    /// <summary>Whether a call to the entity that an earlier assignment began is still running; then the entity is enqueued again after it.</summary>
    private bool WaitsForEarlierCall(EntityQueue queue)
    {
        // The usual case costs one look.
        if (_cutOff.IsEmpty || _cutOff.Find(queue.First.Event.Position, queue.Entity) is not { } call)
        {
            return false;
        }

        LogWaits(queue.Entity);
        GiveBackAll(queue);
        _ = EnqueueAfterAsync(call, queue);
        return true;
    }

    private async Task EnqueueAfterAsync(CutOffCall call, EntityQueue queue)
    {
        try
        {
            await call.Returned.WaitAsync(_ended);
        }
        catch (OperationCanceledException)
        {
            // The partition ended again; whoever is next waits for the same call.
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} deliveries outlive their assignment. Whoever is assigned the partition next in this silo waits for them before it repeats them.")]
    private partial void LogCutOff(int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Delivery to \"{Entity}\" waits for a call of an earlier assignment.")]
    private partial void LogWaits(string entity);
}
