namespace Orleans.Streaming.Kafka;

/// <content>
/// Places of the group's window. An event holds one until it is finished, unless its entity fails, is held, or has a slow call: such events
/// may wait for hours, and the records of all others must not wait with them. Nor does an event hold one while its partition is stopped, or
/// has nothing but slow calls and no room for another one.
/// </content>
internal sealed partial class KeyedDispatcher
{
    private bool _isClogged;

    private bool HoldsPlaces => _running && !_over && !_isClogged;

    private void TakePlace(EntityQueue queue)
    {
        if (HoldsPlaces && !queue.IsExempt)
        {
            queue.Places++;
        }
        else
        {
            GiveBackPlaces(1);
        }
    }

    /// <summary>Events of the entity are finished: those that are left are what holds places.</summary>
    private void GiveBackFinished(EntityQueue queue)
    {
        var places = Math.Min(queue.Places, queue.Count);
        GiveBackPlaces(queue.Places - places);
        (queue.Places, queue.IsExempt) = (places, false);
    }

    /// <summary>Nobody knows when the entity's events will be finished.</summary>
    private void GiveBackAll(EntityQueue queue)
    {
        GiveBackPlaces(queue.Places);
        (queue.Places, queue.IsExempt) = (0, true);
    }

    private void GiveBackEverything()
    {
        foreach (var queue in _queues.Values)
        {
            GiveBackAll(queue);
        }
    }

    private void GiveBackSlow()
    {
        for (var queue = _calls.Oldest; queue is not null && queue.CalledAt <= _slowBefore; queue = queue.Later)
        {
            GiveBackAll(queue);
        }

        var isClogged = _slow > 0 && _slow == _calls.Count && !_group.MayCall(_source);
        if (isClogged && !_isClogged)
        {
            GiveBackEverything();
        }

        _isClogged = isClogged;
    }
}
