namespace Orleans.Streaming.Kafka;

/// <content>What metrics look at, a few times a minute: a walk over the queues then costs less than counting with every event.</content>
internal sealed partial class KeyedDispatcher
{
    private DeliveredCount _delivered;

    /// <summary>What was given to grains since the partition was assigned.</summary>
    public DeliveredCount Delivered
    {
        get
        {
            lock (_gate)
            {
                return _delivered;
            }
        }
    }

    /// <summary>What waits and is in flight.</summary>
    public PartitionBacklog Backlog
    {
        get
        {
            lock (_gate)
            {
                PendingRecord? oldest = null;
                List<HotEntity> hot = [];
                foreach (var queue in _queues.Values)
                {
                    if (queue.IsEmpty)
                    {
                        continue;
                    }

                    // Tickets ascend with offsets.
                    var first = queue.First.Pending;
                    oldest = oldest is null || first.Ticket < oldest.Ticket ? first : oldest;
                    if (queue.Count >= PartitionBacklog.HotMin)
                    {
                        hot.Add(new HotEntity(queue.Entity, queue.Count));
                    }
                }

                return new PartitionBacklog(oldest, _calls.Count, PartitionBacklog.Hottest(hot));
            }
        }
    }
}
