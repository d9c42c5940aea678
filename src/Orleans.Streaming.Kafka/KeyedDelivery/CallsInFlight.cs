namespace Orleans.Streaming.Kafka;

/// <summary>The entities with a call in flight, longest running first. Owned by the dispatcher's lock.</summary>
internal sealed class CallsInFlight
{
    private EntityQueue? _last;

    /// <summary>The one whose call began first, or null.</summary>
    public EntityQueue? Oldest { get; private set; }

    public int Count { get; private set; }

    public void Add(EntityQueue queue, long now)
    {
        queue.CalledAt = now;
        queue.Earlier = _last;
        queue.Later = null;
        if (_last is null)
        {
            Oldest = queue;
        }
        else
        {
            _last.Later = queue;
        }

        _last = queue;
        Count++;
    }

    public void Remove(EntityQueue queue)
    {
        if (queue.Earlier is null)
        {
            Oldest = queue.Later;
        }
        else
        {
            queue.Earlier.Later = queue.Later;
        }

        if (queue.Later is null)
        {
            _last = queue.Earlier;
        }
        else
        {
            queue.Later.Earlier = queue.Earlier;
        }

        (queue.Earlier, queue.Later) = (null, null);
        Count--;
    }

    /// <summary>How many began at or before a moment.</summary>
    public int CountSince(long moment)
    {
        var count = 0;
        for (var queue = Oldest; queue is not null && queue.CalledAt <= moment; queue = queue.Later)
        {
            count++;
        }

        return count;
    }
}
