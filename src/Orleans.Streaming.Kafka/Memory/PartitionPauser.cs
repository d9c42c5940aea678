using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Keeps partitions within their memory: waits a moment for room, then pauses the one that gets none, while the others go on.
/// Owned by the consume thread.
/// </summary>
/// <remarks>
/// A pause makes the client throw away what it had prefetched of the partition, so it is a last resort: where deliveries are
/// slower than the reading but go on, and the other partitions have enough to deliver as well, or nothing to read, waiting
/// costs nothing. A pause lasts at least a second, and until a quarter of the limit is left, or until what is left does not
/// get less: an entity that hangs keeps its waiting records, and the partition's other entities must not wait for them.
/// </remarks>
internal sealed class PartitionPauser(TimeProvider time, TimeSpan waitMax)
{
    /// <summary>How long to wait for room before a pause.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(1);

    // Waiting holds up all partitions: a tenth of the time at most while another has next to nothing left to deliver.
    private static readonly TimeSpan WaitedPerSecondMax = TimeSpan.FromMilliseconds(100);

    // The client must be polled every second.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Dictionary<AssignedPartition, Pause> _paused = [];
    private TimeSpan _waited;
    private long _waitedSince;

    /// <summary>A record of the partition was accepted: before the next one there must be room.</summary>
    public void AfterAccept(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition, IReadOnlyCollection<AssignedPartition> assigned)
    {
        if (partition.Memory.IsFull && !partition.IsPaused && !WaitForRoom(partition, assigned))
        {
            consumer.Pause([new TopicPartition(partition.Topic, partition.Partition)]);
            partition.IsPaused = true;
            _paused[partition] = Pause.Begin(time.GetTimestamp(), partition.Memory.Records);
        }
    }

    /// <summary>Reads on where enough was finished.</summary>
    public void Resume(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyCollection<AssignedPartition> assigned)
    {
        if (_paused.Count == 0)
        {
            return;
        }

        foreach (var (partition, pause) in _paused)
        {
            if (!assigned.Contains(partition))
            {
                _paused.Remove(partition);
            }
            else if (time.GetElapsedTime(pause.Since) >= PauseMin && partition.Halted is null && !partition.IsHeldByRequest && MayReadOn(partition, pause))
            {
                consumer.Resume([new TopicPartition(partition.Topic, partition.Partition)]);
                partition.IsPaused = false;
                _paused.Remove(partition);
            }
        }
    }

    private bool MayReadOn(AssignedPartition partition, Pause pause)
    {
        if (partition.Memory.IsLow)
        {
            return true;
        }

        var now = time.GetTimestamp();
        if (time.GetElapsedTime(pause.LookedAt, now) < PauseMin)
        {
            return false;
        }

        var records = partition.Memory.Records;
        _paused[partition] = pause with { LookedAt = now, Records = records };
        return records >= pause.Records && partition.Memory.HasWorthwhileRoom;
    }

    private bool WaitForRoom(AssignedPartition partition, IReadOnlyCollection<AssignedPartition> assigned)
    {
        var started = time.GetTimestamp();
        if (time.GetElapsedTime(_waitedSince, started) > Second)
        {
            (_waitedSince, _waited) = (started, TimeSpan.Zero);
        }

        bool found;
        bool drains;
        do
        {
            var starves = assigned.Any(other => other != partition && other.Starves);
            if (starves && _waited >= WaitedPerSecondMax)
            {
                return false;
            }

            var stepAt = time.GetTimestamp();
            var before = partition.Memory.Records;
            found = partition.Memory.WaitForRoom(waitMax);
            drains = partition.Memory.Records < before;
            _waited += starves ? time.GetElapsedTime(stepAt) : TimeSpan.Zero;
        }
        while (!found && drains && time.GetElapsedTime(started) < LongestWait);

        return found;
    }

    /// <summary>A pause that lasts.</summary>
    /// <param name="Since">When it began.</param>
    /// <param name="LookedAt">When the records were last counted.</param>
    /// <param name="Records">How many there were.</param>
    private readonly record struct Pause(long Since, long LookedAt, long Records)
    {
        public static Pause Begin(long now, long records) => new(now, now, records);
    }
}
