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
    /// <param name="consumer">The consumer.</param>
    /// <param name="topics">The topics as they are now.</param>
    /// <param name="assigned">The partitions.</param>
    /// <param name="recreated">The topics that were recreated since this silo read them: whatever is committed, they begin at their first record.</param>
    /// <param name="heartbeat">The consume thread's.</param>
    /// <param name="stopping">Ends the waiting.</param>
    /// <exception cref="KafkaException">The broker can't be queried; the member must try again.</exception>
    public IReadOnlyDictionary<TopicPartition, OffsetAndEpoch> Resolve(
        IConsumer<byte[]?, byte[]?> consumer,
        IReadOnlyDictionary<string, TopicSnapshot> topics,
        IReadOnlyCollection<TopicPartition> assigned,
        IReadOnlySet<string> recreated,
        LoopHeartbeat heartbeat,
        CancellationToken stopping)
    {
        var result = new Dictionary<TopicPartition, OffsetAndEpoch>();
        foreach (var topic in assigned.GroupBy(p => p.Topic, StringComparer.Ordinal))
        {
            var partitions = topic.Select(p => p.Partition.Value).ToHashSet();
            var committed = recreated.Contains(topic.Key)
                ? BeginAgain(consumer, topic.Key, partitions, heartbeat)
                : ResolveTopic(consumer, topic.Key, topics[topic.Key].Partitions, partitions, heartbeat, stopping);
            foreach (var partition in topic)
            {
                result.Add(partition, committed[partition.Partition.Value]);
            }
        }

        return result;
    }

    // What is committed may be the old topic's, and nothing committed does not mean that the group begins.
    private Dictionary<int, OffsetAndEpoch> BeginAgain(IConsumer<byte[]?, byte[]?> consumer, string topic, HashSet<int> assigned, LoopHeartbeat heartbeat)
    {
        var plan = new StartPlan { ByPolicy = [], AtBeginning = [.. assigned.Order()], MustWait = false };
        var committed = new OffsetAndEpoch?[assigned.Max() + 1];
        Pin(consumer, topic, plan, committed, heartbeat);
        return assigned.ToDictionary(p => p, p => committed[p]!.Value);
    }

    private Dictionary<int, OffsetAndEpoch> ResolveTopic(IConsumer<byte[]?, byte[]?> consumer, string topic, int partitions, HashSet<int> assigned, LoopHeartbeat heartbeat, CancellationToken stopping)
    {
        var count = Math.Max(partitions, assigned.Max() + 1);
        var started = time.GetTimestamp();
        while (true)
        {
            // The waiting is bounded as a whole; a thread that loops here is not stalled.
            heartbeat.Expect(RequestTimeout);
            var committed = Committed(consumer, topic, count);
            var plan = StartPlan.For([.. committed.Select(place => place?.Offset)], assigned);
            if (!plan.MustWait)
            {
                Pin(consumer, topic, plan, committed, heartbeat);
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

    private static OffsetAndEpoch?[] Committed(IConsumer<byte[]?, byte[]?> consumer, string topic, int count)
    {
        var committed = new OffsetAndEpoch?[count];
        var partitions = Enumerable.Range(0, count).Select(p => new TopicPartition(topic, p));
        foreach (var found in consumer.Committed(partitions, RequestTimeout))
        {
            committed[found.Partition.Value] = found.Offset.Value >= 0 ? new OffsetAndEpoch(found.Offset.Value, found.LeaderEpoch ?? -1) : null;
        }

        return committed;
    }

    private void Pin(IConsumer<byte[]?, byte[]?> consumer, string topic, StartPlan plan, OffsetAndEpoch?[] committed, LoopHeartbeat heartbeat)
    {
        var start = routes[topic].Start ?? options.Start;
        var pins = new List<TopicPartitionOffset>();
        foreach (var partition in plan.ByPolicy.Concat(plan.AtBeginning))
        {
            heartbeat.Expect(RequestTimeout);
            var log = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), RequestTimeout);
            var atEnd = start == KafkaStart.Latest && plan.ByPolicy.Count > 0;
            var offset = atEnd ? log.High : log.Low;
            committed[partition] = new OffsetAndEpoch(offset.Value);
            pins.Add(new TopicPartitionOffset(topic, partition, offset));
        }

        if (pins.Count > 0)
        {
            heartbeat.Expect(RequestTimeout);
            // One commit for all: a group has begun with a topic or it has not.
            consumer.Commit(pins);
            LogPinned(options.GroupId, pins.Count, topic, plan.ByPolicy.Count > 0 ? start.ToString() : "their first record");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" begins with {Count} partitions of {Topic} at {Start}.")]
    private partial void LogPinned(string group, int count, string topic, string start);
}
