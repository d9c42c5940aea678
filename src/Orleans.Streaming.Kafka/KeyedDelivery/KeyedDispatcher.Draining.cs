namespace Orleans.Streaming.Kafka;

/// <content>
/// What a stop still delivers. An offset is committed below the lowest unfinished one; so an event that waits behind its entity's
/// call would have everything above it delivered again, although that was done long before. Hence a stop lets events go on up
/// to the highest that was given to a call, and no further. It waits neither for entities that fail nor for held ones.
/// </content>
internal sealed partial class KeyedDispatcher
{
    // Entities that have nothing to do before the next start.
    private readonly Queue<EntityQueue> _untilStart = new();
    private long _highest = -1;
    private long? _drainTo;

    private bool MayCall => (_running || _drainTo is not null) && !_over;

    private void BeginDrain()
    {
        _drainTo = _highest;
        for (var i = _ready.Count; i > 0; i--)
        {
            EnqueueReady(_ready.Dequeue());
        }
    }

    private bool EndDrainIfDone()
    {
        if (_running || _open > 0 || (_ready.Count > 0 && !_over))
        {
            return false;
        }

        _drainTo = null;
        _drained?.TrySetResult();
        _drained = null;
        return true;
    }

    private void EndDrain()
    {
        _drainTo = null;
        while (_untilStart.TryDequeue(out var queue))
        {
            _ready.Enqueue(queue);
        }
    }

    private void EnqueueReady(EntityQueue queue)
    {
        var waits = !_running && queue.NextOffset > (_drainTo ?? _highest);
        (waits ? _untilStart : _ready).Enqueue(queue);
    }
}
