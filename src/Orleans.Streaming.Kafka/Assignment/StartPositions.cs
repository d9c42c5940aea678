using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Finds where to begin with newly assigned partitions; a start that is not committed yet is resolved and committed first, so
/// that no crash can move it. Runs on the consume thread.
/// </summary>
internal sealed partial class StartPositions(
    KafkaStreamOptions options,
    IReadOnlyDictionary<string, KafkaTopicRoute> routes,
    RecordedPositions positions,
    TimeProvider time,
    ILogger<StartPositions> logger)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WaitStep = TimeSpan.FromMilliseconds(200);

    /// <summary>The first offset to read of each partition, all of them committed.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="offsets">Where the logs begin and end.</param>
    /// <param name="topics">The topics as they are now.</param>
    /// <param name="assigned">The partitions.</param>
    /// <param name="recreated">The topics that were recreated since this silo read them: whatever is committed, they begin at their first record.</param>
    /// <param name="heartbeat">The consume thread's.</param>
    /// <param name="stopping">Ends the waiting.</param>
    /// <exception cref="KafkaException">The broker can't be queried; the member must try again.</exception>
    public IReadOnlyDictionary<TopicPartition, OffsetAndEpoch> Resolve(
        IConsumer<byte[]?, byte[]?> consumer,
        ListOffsets offsets,
        IReadOnlyDictionary<string, TopicSnapshot> topics,
        IReadOnlyCollection<TopicPartition> assigned,
        IReadOnlySet<string> recreated,
        LoopHeartbeat heartbeat,
        CancellationToken stopping)
    {
        var result = new Dictionary<TopicPartition, OffsetAndEpoch>();
        var open = assigned.GroupBy(p => p.Topic, p => p.Partition.Value, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.ToHashSet(), StringComparer.Ordinal);
        var started = time.GetTimestamp();
        while (true)
        {
            // The waiting is bounded as a whole; a thread that loops here is not stalled.
            heartbeat.Expect(RequestTimeout);
            var counts = open.ToDictionary(t => t.Key, t => Math.Max(topics[t.Key].Partitions, t.Value.Max() + 1), StringComparer.Ordinal);
            var committed = Committed(consumer, counts.Where(t => !recreated.Contains(t.Key)));
            var plans = open.ToDictionary(t => t.Key, t => PlanOf(t.Key, counts[t.Key], t.Value, recreated, committed), StringComparer.Ordinal);
            Pin(consumer, offsets, topics, plans, committed, heartbeat);
            foreach (var topic in plans.Where(t => !t.Value.MustWait).Select(t => t.Key))
            {
                foreach (var partition in open[topic].Select(p => new TopicPartition(topic, p)))
                {
                    result.Add(partition, committed[partition]);
                }

                open.Remove(topic);
            }

            if (open.Count == 0)
            {
                return result;
            }

            if (time.GetElapsedTime(started) > WaitMax)
            {
                throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_TimedOut, $"the owner of {open.Keys.First()}[0] has not fixed where group \"{options.GroupId}\" begins within {WaitMax}"));
            }

            stopping.WaitHandle.WaitOne(WaitStep);
            stopping.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Commits starts that are below what was committed, before anything is read: a committed offset is taken for a proof of what lies below it.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="starts">The starts; none for nothing.</param>
    /// <param name="heartbeat">The consume thread's.</param>
    /// <exception cref="KafkaException">The broker takes no commit; the member must try again.</exception>
    public static void CommitLower(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyCollection<TopicPartitionOffset> starts, LoopHeartbeat heartbeat)
    {
        if (starts.Count > 0)
        {
            heartbeat.Expect(RequestTimeout);
            consumer.Commit(starts);
        }
    }

    // What is committed of a recreated topic may be the old one's, and nothing committed does not mean that the group begins.
    private static StartPlan PlanOf(string topic, int count, HashSet<int> assigned, IReadOnlySet<string> recreated, Dictionary<TopicPartition, OffsetAndEpoch> committed) =>
        recreated.Contains(topic)
            ? new StartPlan { ByPolicy = [], AtBeginning = [.. assigned.Order()], MustWait = false }
            : StartPlan.For([.. Enumerable.Range(0, count).Select(p => committed.TryGetValue(new TopicPartition(topic, p), out var at) ? at.Offset : (long?)null)], assigned);

    private static Dictionary<TopicPartition, OffsetAndEpoch> Committed(IConsumer<byte[]?, byte[]?> consumer, IEnumerable<KeyValuePair<string, int>> counts)
    {
        List<TopicPartition> partitions = [.. counts.SelectMany(t => Enumerable.Range(0, t.Value).Select(p => new TopicPartition(t.Key, p)))];
        return partitions.Count == 0
            ? []
            : consumer.Committed(partitions, RequestTimeout)
                .Where(found => found.Offset.Value >= 0)
                .ToDictionary(found => found.TopicPartition, found => new OffsetAndEpoch(found.Offset.Value, found.LeaderEpoch ?? -1));
    }

    // One lookup and one commit for all, whether two partitions begin or a thousand: nothing is read until the starts are there.
    private void Pin(
        IConsumer<byte[]?, byte[]?> consumer, ListOffsets offsets, IReadOnlyDictionary<string, TopicSnapshot> topics, Dictionary<string, StartPlan> plans, Dictionary<TopicPartition, OffsetAndEpoch> committed, LoopHeartbeat heartbeat)
    {
        List<TopicPartitionOffsetSpec> wanted = [.. plans.SelectMany(t => t.Value.ByPolicy.Concat(t.Value.AtBeginning).Select(p => new TopicPartitionOffsetSpec
        {
            TopicPartition = new TopicPartition(t.Key, p),
            OffsetSpec = StartOf(t.Key) == KafkaStart.Latest && t.Value.ByPolicy.Count > 0 ? OffsetSpec.Latest() : OffsetSpec.Earliest(),
        }))];
        if (wanted.Count == 0)
        {
            return;
        }

        heartbeat.Expect(RequestTimeout);
        var byStart = offsets(wanted).GetAwaiter().GetResult();
        heartbeat.Expect(RequestTimeout);
        var found = positions.Begin(byStart, topics);
        heartbeat.Expect(RequestTimeout);
        // Those that others are assigned find it there, and know that the group begins and the database has lost nothing.
        positions.Record(wanted.Select(w => new GroupPosition(w.TopicPartition.Topic, w.TopicPartition.Partition.Value, topics[w.TopicPartition.Topic].Id, found[w.TopicPartition])));
        heartbeat.Expect(RequestTimeout);

        // Of a topic at once: a group has begun with it or it has not.
        consumer.Commit(wanted.Select(w => new TopicPartitionOffset(w.TopicPartition, found[w.TopicPartition])));
        foreach (var partition in wanted.Select(w => w.TopicPartition))
        {
            committed[partition] = new OffsetAndEpoch(found[partition]);
        }

        foreach (var topic in wanted.Select(w => w.TopicPartition).Where(p => found[p] == byStart[p]).GroupBy(p => p.Topic, StringComparer.Ordinal))
        {
            LogBegun(topic.Key, topic.Count(), plans[topic.Key].ByPolicy.Count > 0, isEmpty: topic.All(p => byStart[p] == 0));
        }
    }

    private void LogBegun(string topic, int count, bool isByPolicy, bool isEmpty)
    {
        // Of a topic that never had a record nothing is passed over.
        if (isByPolicy && !isEmpty && StartOf(topic) == KafkaStart.Latest)
        {
            LogPinnedAtLatest(options.GroupId, count, topic);
        }
        else
        {
            LogPinned(options.GroupId, count, topic, isByPolicy ? StartOf(topic).ToString() : "their first record");
        }
    }

    private KafkaStart StartOf(string topic) => routes[topic].Start ?? options.Start;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\" begins with {Count} partitions of {Topic} at Latest: what is there before is not read. If the group has read the topic before, its committed offsets have expired or were deleted, and what came since is skipped.")]
    private partial void LogPinnedAtLatest(string group, int count, string topic);

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" begins with {Count} partitions of {Topic} at {Start}.")]
    private partial void LogPinned(string group, int count, string topic, string start);
}
