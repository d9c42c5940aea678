using Confluent.Kafka;
using CrashPoints;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Commits what is finished, per partition never backwards. Runs on the consume thread, so no commit is on the way while a
/// rebalance is answered.
/// </summary>
internal sealed partial class OffsetCommitter(string group, KafkaMetrics metrics, ILogger<OffsetCommitter> logger)
{
    /// <summary>Commits the partitions that got further since the last time. A failure is counted and logged; the next call tries again.</summary>
    public void Commit(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyCollection<AssignedPartition> partitions)
    {
        var further = partitions
            .Select(p => (Partition: p, Offset: p.Committable))
            .Where(p => p.Offset > p.Partition.Committed)
            .ToList();
        if (further.Count == 0)
        {
            return;
        }

        try
        {
            // Kafka's committed offset is the next one to read.
            CrashPoint.Pass("before-commit");
            consumer.Commit(further.Select(p => new TopicPartitionOffset(p.Partition.Topic, p.Partition.Partition, p.Offset)));
            CrashPoint.Pass("after-commit");
            foreach (var (partition, offset) in further)
            {
                partition.Committed = offset;
            }
        }
        catch (TopicPartitionOffsetException e)
        {
            Failed(e.Error.Reason, further.Count);
            foreach (var result in e.Results.Where(r => !r.Error.IsError))
            {
                further.Find(p => p.Partition.Topic == result.Topic && p.Partition.Partition == result.Partition.Value).Partition.Committed = result.Offset.Value;
            }
        }
        catch (KafkaException e)
        {
            Failed(e.Error.Reason, further.Count);
        }
    }

    private void Failed(string reason, int count)
    {
        metrics.CommitFailed(group);
        LogFailed(group, count, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": committing {Count} offsets failed and is repeated: {Reason}")]
    private partial void LogFailed(string group, int count, string reason);
}
