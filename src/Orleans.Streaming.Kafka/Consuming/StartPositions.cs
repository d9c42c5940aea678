using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Finds where to begin with newly assigned partitions; a start that is not committed yet is resolved and committed first, so
/// that no crash can move it. Runs on the consume thread.
/// </summary>
internal sealed partial class StartPositions(
    KafkaStreamOptions options,
    IReadOnlyDictionary<string, KafkaTopicRoute> routes,
    TimeProvider time,
    ILogger<StartPositions> logger)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WaitStep = TimeSpan.FromMilliseconds(200);

    /// <summary>The first offset to read of each partition, all of them committed.</summary>
    /// <exception cref="KafkaException">The broker can't be asked; the member must try again.</exception>
    public IReadOnlyDictionary<TopicPartition, long> Resolve(IConsumer<byte[]?, byte[]?> consumer, IAdminClient admin, IReadOnlyCollection<TopicPartition> assigned, LoopPulse pulse, CancellationToken stopping)
    {
        var result = new Dictionary<TopicPartition, long>();
        foreach (var topic in assigned.GroupBy(p => p.Topic, StringComparer.Ordinal))
        {
            var partitions = topic.Select(p => p.Partition.Value).ToHashSet();
            var committed = ResolveTopic(consumer, admin, topic.Key, partitions, pulse, stopping);
            foreach (var partition in topic)
            {
                result.Add(partition, committed[partition.Partition.Value]);
            }
        }

        return result;
    }

    private Dictionary<int, long> ResolveTopic(IConsumer<byte[]?, byte[]?> consumer, IAdminClient admin, string topic, HashSet<int> assigned, LoopPulse pulse, CancellationToken stopping)
    {
        var count = Math.Max(CountPartitions(admin, topic), assigned.Max() + 1);
        var started = time.GetTimestamp();
        while (true)
        {
            pulse.Beat();
            var committed = Committed(consumer, topic, count);
            var plan = StartPlan.For(committed, assigned);
            if (!plan.MustWait)
            {
                Pin(consumer, topic, plan, committed);
                return assigned.ToDictionary(p => p, p => committed[p]!.Value);
            }

            if (time.GetElapsedTime(started) > WaitMax)
            {
                throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_TimedOut, $"the owner of {topic}[0] has not fixed where group \"{options.GroupId}\" begins within {WaitMax}"));
            }

            stopping.WaitHandle.WaitOne(WaitStep);
            stopping.ThrowIfCancellationRequested();
        }
    }

    private static int CountPartitions(IAdminClient admin, string topic)
    {
        var metadata = admin.GetMetadata(topic, RequestTimeout).Topics.Single(t => t.Topic == topic);
        return metadata.Error.IsError ? throw new KafkaException(metadata.Error) : metadata.Partitions.Count;
    }

    private static long?[] Committed(IConsumer<byte[]?, byte[]?> consumer, string topic, int count)
    {
        var committed = new long?[count];
        var partitions = Enumerable.Range(0, count).Select(p => new TopicPartition(topic, p));
        foreach (var found in consumer.Committed(partitions, RequestTimeout))
        {
            committed[found.Partition.Value] = found.Offset.Value >= 0 ? found.Offset.Value : null;
        }

        return committed;
    }

    private void Pin(IConsumer<byte[]?, byte[]?> consumer, string topic, StartPlan plan, long?[] committed)
    {
        var start = routes[topic].Start ?? options.Start;
        var pins = new List<TopicPartitionOffset>();
        foreach (var partition in plan.ByPolicy.Concat(plan.AtBeginning))
        {
            var log = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), RequestTimeout);
            var atEnd = start == KafkaStart.Latest && plan.ByPolicy.Count > 0;
            var offset = atEnd ? log.High : log.Low;
            committed[partition] = offset.Value;
            pins.Add(new TopicPartitionOffset(topic, partition, offset));
        }

        if (pins.Count > 0)
        {
            // One commit for all: a group has begun with a topic or it has not.
            consumer.Commit(pins);
            LogPinned(options.GroupId, pins.Count, topic, plan.ByPolicy.Count > 0 ? start.ToString() : "their first record");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" begins with {Count} partitions of {Topic} at {Start}.")]
    private partial void LogPinned(string group, int count, string topic, string start);
}
