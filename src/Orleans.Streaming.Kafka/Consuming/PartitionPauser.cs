using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Keeps partitions within their memory: waits a moment for room, then pauses the one that has none, while the others go on.
/// Owned by the consume thread.
/// </summary>
/// <remarks>
/// A pause makes the client throw away what it had prefetched of the partition, so it is a last resort: where deliveries are
/// just a little slower than the reading, a wait of milliseconds is enough. A pause lasts at least a second, and until a
/// quarter of the limit is left.
/// </remarks>
internal sealed class PartitionPauser(TimeProvider time)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(1);

    // Waiting holds up all partitions: a tenth of the time at most, however many are full.
    private static readonly TimeSpan WaitedPerSecondMax = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Dictionary<AssignedPartition, long> _pausedAt = [];
    private TimeSpan _waited;
    private long _waitedSince;

    /// <summary>A record of the partition was accepted: before the next one there must be room.</summary>
    public void AfterAccept(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition)
    {
        if (partition.Memory.IsFull && !partition.IsPaused && !WaitForRoom(partition))
        {
            consumer.Pause([new TopicPartition(partition.Topic, partition.Partition)]);
            partition.IsPaused = true;
            _pausedAt[partition] = time.GetTimestamp();
        }
    }

    /// <summary>Reads on where enough was finished.</summary>
    public void Resume(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyCollection<AssignedPartition> assigned)
    {
        if (_pausedAt.Count == 0)
        {
            return;
        }

        foreach (var (partition, pausedAt) in _pausedAt)
        {
            if (!assigned.Contains(partition))
            {
                _pausedAt.Remove(partition);
            }
            else if (partition.Halted is null && partition.Memory.IsLow && time.GetElapsedTime(pausedAt) >= PauseMin)
            {
                consumer.Resume([new TopicPartition(partition.Topic, partition.Partition)]);
                partition.IsPaused = false;
                _pausedAt.Remove(partition);
            }
        }
    }

    private bool WaitForRoom(AssignedPartition partition)
    {
        var started = time.GetTimestamp();
        if (time.GetElapsedTime(_waitedSince, started) > Second)
        {
            (_waitedSince, _waited) = (started, TimeSpan.Zero);
        }

        if (_waited >= WaitedPerSecondMax)
        {
            return false;
        }

        var found = partition.Memory.WaitForRoom(WaitMax);
        _waited += time.GetElapsedTime(started);
        return found;
    }
}
