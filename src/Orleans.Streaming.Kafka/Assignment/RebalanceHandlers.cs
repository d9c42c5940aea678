using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Answers the group's rebalances: begins what is assigned, drains and commits what is revoked, drops what is lost. Called
/// inside the poll, so owned by the consume thread.
/// </summary>
/// <remarks>
/// A handler that throws would make the client drop its assignment while the group still counts on it. So each catches, and
/// <see cref="Error"/> ends the consumer.
/// </remarks>
internal sealed partial class RebalanceHandlers(
    ConsumeServices services,
    OwnedPartitions owned,
    OffsetCommitter committer,
    LoopHeartbeat heartbeat,
    DescribeTopics describe,
    ListOffsets offsets,
    ILogger<RebalanceHandlers> logger,
    CancellationToken stopping)
{
    // Nothing is read while a hand-over is answered. A coordinator that does not answer by then costs the consumer.
    private static readonly TimeSpan CommitMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TopicCheckMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly KafkaStreamOptions _options = services.Options;

    /// <summary>How long a hand-over lasts beyond <see cref="KafkaStreamOptions.DrainTimeout"/> at most.</summary>
    public static TimeSpan HandOverMax => CommitMax + TopicCheckMax;

    /// <summary>What a handler failed with; the consumer must be rebuilt.</summary>
    public Exception? Error { get; private set; }

    /// <summary>How many rebalances were answered.</summary>
    public int Answered { get; private set; }

    public List<TopicPartitionOffset> OnAssigned(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartition> partitions)
    {
        Answered++;
        try
        {
            var began = services.Time.GetTimestamp();
            heartbeat.Expect(RequestTimeout);
            var topics = Describe(partitions);
            services.Topics.Update(topics);
            var oldIds = topics
                .Select(t => (Topic: t.Key, Id: services.Topics.OldIdOf(t.Key, t.Value.Id)))
                .Where(t => t.Id is not null)
                .ToDictionary(t => t.Topic, t => t.Id!.Value, StringComparer.Ordinal);
            var starts = services.Starts.Resolve(consumer, offsets, topics, partitions, oldIds.Keys.ToHashSet(StringComparer.Ordinal), heartbeat, stopping);
            heartbeat.Expect(2 * RecordedPositions.WaitMax);
            starts = services.Positions.Compare(starts, topics, out var behind);
            StartPositions.CommitLower(consumer, [.. behind.Select(p => starts[p].In(p))], heartbeat);
            if (partitions.Count > 0)
            {
                services.Delivery.LocalReceivers?.PartitionsAssigned(behind.Count > 0);
            }

            owned.Add(partitions.ConvertAll(p => Begin(p, topics[p.Topic].Id, starts[p], oldIds)));
            foreach (var (topic, now) in topics)
            {
                services.Topics.ReadUnder(topic, now.Id);
            }

            ProveMembership(consumer, began);
            if (!heartbeat.IsAbandoned)
            {
                services.Status.Assigned();
                services.Rights.GrantGroup();
            }

            LogAssigned(_options.GroupId, partitions.Count);
            return partitions.ConvertAll(p => starts[p].In(p));
        }
        catch (Exception e)
        {
            Error ??= e;
            // Nothing of it is read: the loop ends with the error after this poll.
            return partitions.ConvertAll(p => new TopicPartitionOffset(p, Offset.End));
        }
    }

    public void OnRevoked(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartitionOffset> revoked)
    {
        Answered++;
        try
        {
            // All of it is bounded: a thread that drains is not stalled.
            heartbeat.Expect(_options.DrainTimeout + HandOverMax);
            var partitions = owned.Find(revoked);
            var drained = Task.WhenAll(partitions.Select(p => p.LeaveAsync()));
            // This runs inside the poll, so nothing else is read meanwhile: hence the bound. What is cut off is delivered again.
            if (!drained.Wait(_options.DrainTimeout))
            {
                LogCutOff(_options.GroupId, _options.DrainTimeout);
            }

            var further = CommitBatch.Further(StillTheSame(partitions), services.Time.GetTimestamp());
            if (!committer.CommitAndWait(services.Positions.RecordFirst(consumer.Commit, further), further, CommitMax))
            {
                throw new KafkaStreamException($"the coordinator took no commit within {CommitMax} of a hand-over", isTransient: true);
            }

            ReadOn(consumer, partitions);
            owned.Release(partitions);
            LogRevoked(_options.GroupId, partitions.Count);
        }
        catch (Exception e)
        {
            Error ??= e;
        }
    }

    public void OnLost(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartitionOffset> lost)
    {
        Answered++;
        try
        {
            // They may already be another's: nothing is committed.
            if (!heartbeat.IsAbandoned)
            {
                services.Status.Lost();
            }

            var partitions = owned.Find(lost);
            ReadOn(consumer, partitions);
            owned.Release(partitions);
            LogLost(_options.GroupId, lost.Count);
        }
        catch (Exception e)
        {
            Error ??= e;
        }
    }

    // The client keeps a pause beyond the assignment: a partition that came back would not be read, and nobody knew why.
    private static void ReadOn(IConsumer<byte[]?, byte[]?> consumer, List<AssignedPartition> partitions)
    {
        var paused = partitions.FindAll(p => p.IsPaused);
        if (paused.Count > 0)
        {
            consumer.Resume(paused.Select(p => new TopicPartition(p.Topic, p.Partition)));
        }
    }

    private IReadOnlyDictionary<string, TopicSnapshot> Describe(List<TopicPartition> partitions)
    {
        var names = partitions.Select(p => p.Topic).ToHashSet(StringComparer.Ordinal);
        var topics = names.Count == 0 ? new Dictionary<string, TopicSnapshot>() : describe(names).GetAwaiter().GetResult();
        return names.FirstOrDefault(name => !topics.ContainsKey(name)) is { } missing
            ? throw new KafkaStreamException($"topic \"{missing}\" was assigned and can't be described: it does not exist, or may not be seen", isTransient: true)
            : topics;
    }

    // A rebalance may be the first to see that a topic is another one by now: the old one's partitions were taken away with it.
    private AssignedPartition Begin(TopicPartition partition, Guid topicId, OffsetAndEpoch start, Dictionary<string, Guid> oldIds)
    {
        var begun = new AssignedPartition(
            partition.Topic, partition.Partition.Value, topicId, start.Offset, services.Routes[partition.Topic], services.Delivery, start.Epoch);
        if (!oldIds.TryGetValue(partition.Topic, out var oldId))
        {
            return begun;
        }

        services.Metrics.TopicRecreated(partition.Topic, _options.GroupId);
        if (_options.TopicRecreated == TopicRecreatedPolicy.Fail)
        {
            // The client can pause only what it holds: the upkeep does it next.
            begun.Halt(PartitionRecovery.RecreatedReason(_options, oldId, topicId));
            LogHalted(_options.GroupId, begun.Halted!);
        }
        else
        {
            LogRecreated(begun.Topic, begun.Partition, start.Offset);
        }

        return begun;
    }

    // Finding the starts can last longer than a membership is trusted without a proof, and nothing else proves it meanwhile.
    private void ProveMembership(IConsumer<byte[]?, byte[]?> consumer, long began)
    {
        if (_options.GroupProtocol != KafkaGroupProtocol.Consumer || services.Time.GetElapsedTime(began) <= MembershipLease.ProofAfter(_options.SessionTimeout))
        {
            return;
        }

        heartbeat.Expect(CommitMax);
        if (!committer.CommitAndWait(consumer.Commit, CommitBatch.Proof(owned.All, services.Time.GetTimestamp()), CommitMax))
        {
            throw new KafkaStreamException($"the coordinator took no commit within {CommitMax} of an assignment", isTransient: true);
        }
    }

    // A topic that was deleted leaves the subscription, and one of the same name may be there already: an old offset committed
    // into it would pass its records over. What can't be made sure of is not committed, and so delivered again.
    private List<AssignedPartition> StillTheSame(List<AssignedPartition> partitions)
    {
        var further = partitions.FindAll(p => p.Committable > p.Committed);
        if (further.Count == 0)
        {
            return further;
        }

        var described = describe([.. further.Select(p => p.Topic).Distinct(StringComparer.Ordinal)]);
        if (!described.Wait(TopicCheckMax))
        {
            LogUnsure(_options.GroupId, further.Count);
            return [];
        }

        var topics = described.GetAwaiter().GetResult();
        return further.FindAll(p => topics.TryGetValue(p.Topic, out var now) && now.Id == p.TopicId);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" was assigned {Count} partitions.")]
    private partial void LogAssigned(string group, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Group \"{Group}\": {Reason}.")]
    private partial void LogHalted(string group, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic}[{Partition}]: the topic was deleted and created again; the new one is read from {From}.")]
    private partial void LogRecreated(string topic, int partition, long from);

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" handed over {Count} partitions.")]
    private partial void LogRevoked(string group, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\" lost {Count} partitions; what was in flight is delivered again by their new owner.")]
    private partial void LogLost(string group, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": deliveries were still in flight {Timeout} after a hand-over began; they are delivered again by the new owner.")]
    private partial void LogCutOff(string group, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": the broker did not answer at a hand-over; {Count} partitions are handed over without a last commit and some of their records delivered again.")]
    private partial void LogUnsure(string group, int count);
}
