using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What the consume thread does for its partitions between two polls: commits what is finished, proves its membership, looks
/// whether the client and the topics are still what they were. Owned by the consume thread.
/// </summary>
internal sealed class AssignmentUpkeep(ConsumeServices services, OwnedPartitions owned, OffsetCommitter committer, PartitionRecovery recovery)
{
    private readonly KafkaStreamOptions _options = services.Options;
    private readonly MembershipLease? _lease =
        services.Options.GroupProtocol == KafkaGroupProtocol.Consumer ? new MembershipLease(services.Options.SessionTimeout, services.Time) : null;

    private IReadOnlyDictionary<string, TopicSnapshot> _topicsSeen = services.Topics.Topics;
    private long _committedAt;

    /// <summary>One turn.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="now">The time, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <exception cref="KafkaStreamException">The assignment is not to be trusted any more; the consumer must be built anew.</exception>
    public void Run(IConsumer<byte[]?, byte[]?> consumer, long now)
    {
        CheckTopics(consumer);
        if (committer.Harvest())
        {
            services.CommitDone();
            Commit(consumer, now);
        }

        KeepLease(consumer, now);
    }

    private void Commit(IConsumer<byte[]?, byte[]?> consumer, long now)
    {
        if (services.TakeCommitRequest() || services.Time.GetElapsedTime(_committedAt, now) >= _options.CommitInterval)
        {
            _committedAt = now;
            committer.Begin(consumer.Commit, CommitBatch.Further(owned.All, now));
            ThrowIfNotOurs(consumer);
            Measure(consumer);
        }
    }

    // The client drops its assignment by itself where it finds a rebalance went wrong, while the group goes on counting on it.
    private void ThrowIfNotOurs(IConsumer<byte[]?, byte[]?> consumer)
    {
        var assigned = consumer.Assignment;
        if (assigned.Count != owned.All.Count || assigned.Exists(p => owned.Find(p.Topic, p.Partition.Value) is null))
        {
            throw new KafkaStreamException($"Group \"{_options.GroupId}\": the client holds {assigned.Count} partitions where {owned.All.Count} were assigned.", isTransient: true);
        }
    }

    private void Measure(IConsumer<byte[]?, byte[]?> consumer)
    {
        foreach (var partition in owned.All)
        {
            // What the last fetch told, without asking the broker.
            partition.LogEnd = consumer.GetWatermarkOffsets(new TopicPartition(partition.Topic, partition.Partition)).High.Value;
        }
    }

    private void KeepLease(IConsumer<byte[]?, byte[]?> consumer, long now)
    {
        if (_lease is null)
        {
            return;
        }

        // Without partitions there is nothing to lose.
        _lease.ProvenAt(owned.All.Count == 0 ? now : committer.AcceptedAt ?? 0);
        if (_lease.HasExpired)
        {
            throw new KafkaStreamException($"Group \"{_options.GroupId}\": the coordinator accepted no commit for {_options.SessionTimeout}, so the partitions may be another member's.", isTransient: true);
        }

        if (_lease.IsDue && !committer.IsBusy)
        {
            committer.Begin(consumer.Commit, CommitBatch.Proof(owned.All, now));
        }
    }

    private void CheckTopics(IConsumer<byte[]?, byte[]?> consumer)
    {
        var topics = services.Topics.Topics;
        if (ReferenceEquals(topics, _topicsSeen))
        {
            return;
        }

        _topicsSeen = topics;
        var changed = owned.All.Where(p => topics.TryGetValue(p.Topic, out var seen) && seen.Id != p.TopicId).Select(p => p.Topic);
        foreach (var topic in changed.ToHashSet(StringComparer.Ordinal))
        {
            recovery.CheckTopic(consumer, topic);
        }
    }
}
