namespace Orleans.Streaming.Kafka;

/// <content>What metrics say of it.</content>
internal sealed partial class AssignedPartition
{
    private readonly Lock _observing = new();
    private long _observedCommitted = -1;
    private long _unmovedSince;

    /// <summary>What was given to grains; zero once the assignment has ended, for <see cref="DeliveryServices.Delivered"/> has it then.</summary>
    public DeliveredCount Delivered => HasEnded ? default : _delivery.Delivered;

    /// <summary>How it fares now. May take a millisecond where very many entities have events.</summary>
    public PartitionLoad Observe()
    {
        var backlog = _delivery.Backlog;
        // What is buffered was read later than what was dispatched.
        var oldest = backlog.Oldest ?? _buffer.First;
        return new PartitionLoad(
            Topic,
            Partition,
            Halted is not null,
            Memory.Records,
            LagAge(oldest),
            oldest is null ? TimeSpan.Zero : _services.Time.GetElapsedTime(oldest.ReadAt),
            Condition.OldestCall,
            backlog);
    }

    // The record's own time says it, where the record was read. Of one that was not, or that is finished and can't be committed, it is
    // known since when it has been seen waiting.
    private TimeSpan LagAge(PendingRecord? oldest)
    {
        var unmoved = Unmoved(hasLag: oldest is not null || LogEnd > Committed);
        if (oldest?.Record.Timestamp is not { } written || written <= DateTimeOffset.UnixEpoch)
        {
            return unmoved;
        }

        var age = _services.Time.GetUtcNow() - written;
        return age > unmoved ? age : unmoved;
    }

    private TimeSpan Unmoved(bool hasLag)
    {
        lock (_observing)
        {
            var committed = Committed;
            if (hasLag && committed == _observedCommitted)
            {
                return _services.Time.GetElapsedTime(_unmovedSince);
            }

            (_observedCommitted, _unmovedSince) = (hasLag ? committed : -1, _services.Time.GetTimestamp());
            return TimeSpan.Zero;
        }
    }
}
