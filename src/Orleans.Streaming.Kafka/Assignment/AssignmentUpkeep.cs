using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What the consume thread does for its partitions between two polls: commits what is finished, proves its membership, looks
/// whether the client and the topics are still what they were. Owned by the consume thread.
/// </summary>
internal sealed class AssignmentUpkeep(ConsumeServices services, OwnedPartitions owned, OffsetCommitter committer, LoopHeartbeat heartbeat, PartitionRecovery recovery)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly KafkaStreamOptions _options = services.Options;
    private readonly MembershipLease? _lease =
        services.Options.GroupProtocol == KafkaGroupProtocol.Consumer ? new MembershipLease(services.Options.SessionTimeout, services.Time) : null;

    private IReadOnlyDictionary<string, TopicSnapshot> _topicsSeen = services.Topics.Topics;
    private long _committedAt;
    private long _lookedAt;
    private long _provedAt;
    private long _askedForMembershipAt;
    private long? _memberSince;

    /// <summary>One turn.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="now">The time, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <exception cref="KafkaStreamException">The assignment is not to be trusted any more; the consumer must be rebuilt.</exception>
    public void Run(IConsumer<byte[]?, byte[]?> consumer, long now)
    {
        CheckTopics(consumer);
        LookAtHalted(consumer);
        LookAtRequests(consumer);
        NoticeEmptyAssignment(consumer, now);
        var isFree = committer.TryComplete();
        if (isFree)
        {
            services.CommitDone();
        }

        // First: a commit that waits for the database proves nothing meanwhile.
        KeepLease(consumer, now);
        if (isFree && !committer.IsBusy)
        {
            Commit(consumer, now);
        }

        LookAtClient(consumer, now);
    }

    private void Commit(IConsumer<byte[]?, byte[]?> consumer, long now)
    {
        if (services.TakeCommitRequest() || services.Time.GetElapsedTime(_committedAt, now) >= _options.CommitInterval)
        {
            _committedAt = now;
            var further = CommitBatch.Further(owned.All, now);
            committer.Begin(services.Positions.RecordFirst(consumer.Commit, further), further);
        }
    }

    // A commit that waits for its coordinator holds up none of this.
    private void LookAtClient(IConsumer<byte[]?, byte[]?> consumer, long now)
    {
        if (services.Time.GetElapsedTime(_lookedAt, now) >= _options.CommitInterval)
        {
            _lookedAt = now;
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
            // What the last fetch reported, without a request to the broker.
            var at = new TopicPartition(partition.Topic, partition.Partition);
            partition.Fetched(consumer.GetWatermarkOffsets(at).High.Value);
            partition.Passed(consumer.Position(at).Value);
        }
    }

    private void KeepLease(IConsumer<byte[]?, byte[]?> consumer, long now)
    {
        // Without partitions there is nothing to lose.
        _lease?.ProvenAt(owned.All.Count == 0 ? now : committer.AcceptedAt ?? 0);
        if (_lease is { HasExpired: true })
        {
            throw new KafkaStreamException($"Group \"{_options.GroupId}\": the coordinator accepted no commit for {_options.SessionTimeout}, so the partitions may be another member's.", isTransient: true);
        }

        // A denial, too, ends with an accepted commit: a group with nothing new to commit would stay denied for ever.
        if ((_lease is { IsDue: true } || services.Rights.IsGroupDenied)
            && !committer.IsBusy
            && services.Time.GetElapsedTime(_provedAt, now) >= ProofInterval)
        {
            _provedAt = now;
            committer.Begin(consumer.Commit, CommitBatch.Proof(owned.All, now));
        }
    }

    private TimeSpan ProofInterval => MembershipLease.ProofAfter(_options.SessionTimeout) is var due && due < Second ? due : Second;

    private void LookAtHalted(IConsumer<byte[]?, byte[]?> consumer)
    {
        foreach (var partition in owned.All)
        {
            if (partition.Stop is not { } stop)
            {
                continue;
            }

            if (stop.ResumeAt is { } offset)
            {
                recovery.Resume(consumer, partition, stop, offset);
            }
            else if (!partition.IsPaused)
            {
                // It was assigned as a halted one; the client can pause only what it has.
                consumer.Pause([new TopicPartition(partition.Topic, partition.Partition)]);
                partition.IsPaused = true;
            }
        }
    }

    private void LookAtRequests(IConsumer<byte[]?, byte[]?> consumer)
    {
        List<AssignedPartition>? sought = null;
        foreach (var partition in owned.All)
        {
            if (partition.IsHeldByRequest && !partition.IsPaused)
            {
                consumer.Pause([new TopicPartition(partition.Topic, partition.Partition)]);
                (partition.IsPaused, partition.IsPausedForRequest) = (true, true);
            }
            else if (partition.IsPausedForRequest && !partition.IsHeldByRequest)
            {
                ReadOn(consumer, partition);
            }

            if (partition.Seek is not null)
            {
                (sought ??= []).Add(partition);
            }
        }

        // What is sought is another assignment from then on.
        sought?.ForEach(partition => recovery.TrySeek(consumer, partition, partition.Seek!));
    }

    private static void ReadOn(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition)
    {
        partition.IsPausedForRequest = false;
        if (partition.Halted is null)
        {
            consumer.Resume([new TopicPartition(partition.Topic, partition.Partition)]);
            partition.IsPaused = false;
        }
    }

    // Under KIP-848 the client reports an assignment only where it differs from the last: a member that joined and is given
    // nothing hears nothing. A second as a member without hearing of partitions is an assignment of none.
    private void NoticeEmptyAssignment(IConsumer<byte[]?, byte[]?> consumer, long now)
    {
        if (_lease is null || services.Status.IsAssigned || owned.All.Count > 0)
        {
            _memberSince = null;
            return;
        }

        if (services.Time.GetElapsedTime(_askedForMembershipAt, now) < Second / 10)
        {
            return;
        }

        _askedForMembershipAt = now;
        _memberSince = MemberEpoch.Of(consumer) > 0 ? _memberSince ?? now : null;
        if (_memberSince is { } since && services.Time.GetElapsedTime(since, now) >= Second && !heartbeat.IsAbandoned)
        {
            services.Status.Assigned();
            services.Rights.GrantGroup();
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
