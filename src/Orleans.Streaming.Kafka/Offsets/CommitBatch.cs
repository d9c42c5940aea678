using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What one commit request carries: offsets, and the assignments they were made under. Its outcome counts only for
/// assignments that still last, and never moves one backwards.
/// </summary>
internal sealed class CommitBatch(List<(AssignedPartition Partition, OffsetAndEpoch Position)> entries, long startedAt)
{
    /// <summary>When it was sent, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long StartedAt => startedAt;

    public int Count => entries.Count;

    /// <summary>
    /// Kafka's committed offset is the next one to read. Its leader epoch goes with it: only by that can the next owner see that
    /// the log was truncated below it and has grown again.
    /// </summary>
    public List<TopicPartitionOffset> Offsets =>
        entries.ConvertAll(e => e.Position.In(new TopicPartition(e.Partition.Topic, e.Partition.Partition)));

    /// <summary>The same with the topics' ids, for the database.</summary>
    public IEnumerable<GroupPosition> Positions => entries.Select(e => new GroupPosition(e.Partition.Topic, e.Partition.Partition, e.Partition.TopicId, e.Position.Offset));

    /// <summary>The partitions that got further than what is committed.</summary>
    public static CommitBatch Further(IEnumerable<AssignedPartition> partitions, long now) => new(
        [.. partitions.Where(p => !p.HasEnded).Select(p => (Partition: p, Position: p.CommittablePosition)).Where(p => p.Position.Offset > p.Partition.Committed)],
        now);

    /// <summary>Any partition's committed offset once more: the coordinator's answer says whether it still takes us for a member.</summary>
    public static CommitBatch Proof(IEnumerable<AssignedPartition> partitions, long now) =>
        new([.. partitions.Where(p => !p.HasEnded).Take(1).Select(p => (p, p.CommittedPosition))], now);

    /// <summary>The starts of assignments that begin another log: the one commit that may lie below an earlier one.</summary>
    public static CommitBatch Beginning(IEnumerable<AssignedPartition> partitions, long now) => new([.. partitions.Select(p => (p, p.CommittedPosition))], now);

    /// <summary>The broker took it, but for these.</summary>
    public void Apply(IReadOnlyCollection<TopicPartition> rejected)
    {
        foreach (var (partition, position) in entries)
        {
            if (!partition.HasEnded && position.Offset > partition.Committed && !rejected.Contains(new TopicPartition(partition.Topic, partition.Partition)))
            {
                partition.CommittedPosition = position;
            }
        }
    }
}
