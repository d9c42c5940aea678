namespace Platform.Processing;

/// <summary>
/// The deadlines of a silo's deliveries that wait for the database or for Kafka: one timer for all of them. They all may last equally
/// long, so the oldest is always first. Thread-safe.
/// </summary>
internal sealed class DeliveryClock : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Since, IExpiring Work)> _waiting = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    /// <summary>Starts it.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="limit">How long a delivery may wait.</param>
    public DeliveryClock(TimeProvider time, TimeSpan limit)
    {
        (_time, _limit) = (time, limit);
        _timer = time.CreateTimer(static self => ((DeliveryClock)self!).Expire(), this, Interval, Interval);
    }

    /// <summary>A delivery begins to wait.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <returns>What ends it.</returns>
    public LinkedListNode<(long Since, IExpiring Work)> Begin(IExpiring delivery)
    {
        var node = new LinkedListNode<(long Since, IExpiring Work)>((_time.GetTimestamp(), delivery));
        lock (_gate)
        {
            _waiting.AddLast(node);
        }

        return node;
    }

    /// <summary>A delivery has ended.</summary>
    /// <param name="node">What <see cref="Begin"/> returned.</param>
    public void End(LinkedListNode<(long Since, IExpiring Work)> node)
    {
        lock (_gate)
        {
            // Not there any more where it has expired.
            if (node.List is not null)
            {
                _waiting.Remove(node);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Expire()
    {
        while (TakeExpired() is { } expired)
        {
            expired.Expire();
        }
    }

    private IExpiring? TakeExpired()
    {
        lock (_gate)
        {
            if (_waiting.First is not { } first || _time.GetElapsedTime(first.Value.Since) < _limit)
            {
                return null;
            }

            _waiting.Remove(first);
            return first.Value.Work;
        }
    }
}
