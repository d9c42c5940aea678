using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The partitions of one consumer, and their place in the silo's <see cref="GroupAssignment"/> until that consumer is given
/// up. Owned by its consume thread.
/// </summary>
internal sealed class OwnedPartitions(GroupAssignment shared, LoopHeartbeat heartbeat, GroupStatus status)
{
    private readonly Dictionary<(string Topic, int Partition), AssignedPartition> _partitions = [];

    public IReadOnlyCollection<AssignedPartition> All => _partitions.Values;

    public AssignedPartition? Find(string topic, int partition) => _partitions.GetValueOrDefault((topic, partition));

    public List<AssignedPartition> Find(IEnumerable<TopicPartitionOffset> partitions) =>
        [.. partitions.Select(p => Find(p.Topic, p.Partition.Value)).OfType<AssignedPartition>()];

    public void Add(IReadOnlyCollection<AssignedPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _partitions.Add((partition.Topic, partition.Partition), partition);
        }

        shared.Add(partitions, heartbeat);
    }

    /// <summary>A new epoch of the same partition: the old one's buffer and results are dropped, nothing of it is committed.</summary>
    public void Replace(AssignedPartition old, AssignedPartition @new)
    {
        old.End();
        _partitions[(old.Topic, old.Partition)] = @new;
        shared.Add([@new], heartbeat);
    }

    /// <summary>Their assignment is over: what is still in flight is discarded when it returns.</summary>
    public void Release(IReadOnlyCollection<AssignedPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return;
        }

        status.Ending(partitions);
        foreach (var partition in partitions)
        {
            partition.End();
            _partitions.Remove((partition.Topic, partition.Partition));
        }

        shared.Remove(partitions);
    }

    public void ReleaseAll() => Release([.. _partitions.Values]);
}
