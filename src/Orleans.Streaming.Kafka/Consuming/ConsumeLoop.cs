using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One consumer's life on one thread: polls, hands records to their partitions, pauses what is full, and keeps the
/// assignment up. All calls on the consumer are made by this thread, but for commits. The members that say so are thread-safe.
/// </summary>
internal sealed partial class ConsumeLoop
{
    private static readonly TimeSpan PollMax = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LeavePollMax = TimeSpan.FromMilliseconds(10);
    // Where the group is forming, leaving it waits for the other members; one rebalance follows another at once.
    private static readonly TimeSpan RebalanceWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HousekeepingInterval = TimeSpan.FromMilliseconds(5);

    // A record is still read then, so that the client's calls come through.
    private static readonly TimeSpan EnoughWait = TimeSpan.FromMilliseconds(2);

    private readonly ConsumeServices _services;
    private readonly KafkaStreamOptions _options;
    private readonly OffsetCommitter _committer;
    private readonly OwnedPartitions _owned;
    private readonly ClientErrors _errors;
    private readonly PartitionPauser _pauser;
    private readonly CancellationToken _stopping;
    private readonly ILogger _logger;
    private volatile string? _rebuildReason;
    private long _housekeptAt;

    public ConsumeLoop(ConsumeServices services, CancellationToken stopping)
    {
        (_services, _options, _stopping) = (services, services.Options, stopping);
        Heartbeat = new LoopHeartbeat(services.Time);
        _committer = new OffsetCommitter(_options.GroupId, services.Status, services.Rights, services.Metrics, services.Time, services.Loggers.CreateLogger<OffsetCommitter>());
        _owned = new OwnedPartitions(services.Assignment, Heartbeat, services.Status);
        _errors = new ClientErrors(services);
        _pauser = new PartitionPauser(services.Time, PartitionPauser.WaitMax);
        _logger = services.Loggers.CreateLogger<ConsumeLoop>();
    }

    /// <summary>Its thread's sign of life. Thread-safe.</summary>
    public LoopHeartbeat Heartbeat { get; }

    /// <summary>Makes <see cref="Run"/> end with this reason at its next turn. Thread-safe.</summary>
    public void Rebuild(string reason) => _rebuildReason = reason;

    /// <summary>
    /// Gives the loop up because its thread does not come round: its partitions end here and now, uncommitted, and nothing it
    /// does when it ends after all is seen by anyone. Thread-safe.
    /// </summary>
    public void Abandon()
    {
        Heartbeat.Abandon();
        var partitions = _services.Assignment.Partitions;
        foreach (var partition in partitions)
        {
            partition.End();
        }

        _services.Assignment.Remove([.. partitions]);
    }

    /// <summary>Runs until stopped; leaves the group cleanly then. Throws when the consumer must be rebuilt.</summary>
    public void Run()
    {
        RebalanceHandlers handlers = null!;
        _services.Certificates.Remember();
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(ConsumerConfigFactory.Create(_options))
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetPartitionsAssignedHandler((c, partitions) => handlers.OnAssigned(c, partitions))
            .SetPartitionsRevokedHandler((c, partitions) => handlers.OnRevoked(c, partitions))
            .SetPartitionsLostHandler((c, partitions) => handlers.OnLost(c, partitions))
            .SetErrorHandler((_, error) => _errors.Take(error, topic: null))
            .ReportTo(_options.Connection!, _services.Report)
            .Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        DescribeTopics describe = topics => TopicIds.DescribeExistingAsync(admin, topics);
        ListOffsets offsets = wanted => LogOffsets.GetAsync(admin, wanted);
        handlers = new RebalanceHandlers(_services, _owned, _committer, Heartbeat, describe, offsets, _services.Loggers.CreateLogger<RebalanceHandlers>(), _stopping);
        var recovery = new PartitionRecovery(_services, _owned, _committer, Heartbeat, describe, offsets, _services.Loggers.CreateLogger<PartitionRecovery>());
        var upkeep = new AssignmentUpkeep(_services, _owned, _committer, Heartbeat, recovery);
        try
        {
            consumer.Subscribe(_services.Routes.Keys);
            while (!_stopping.IsCancellationRequested)
            {
                Poll(consumer, handlers, recovery);
                Housekeep(consumer, upkeep);
                if (HasEnough)
                {
                    // The client keeps what it has fetched: outside of the collector's memory, and no partition is paused.
                    _stopping.WaitHandle.WaitOne(EnoughWait);
                }
            }
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            LogLeaving(_options.GroupId, e.Message);
            if (!Heartbeat.IsAbandoned)
            {
                // Before the leaving, which may last as long as the coordinator is away.
                _services.Status.Failed(e.Message);
            }

            // Nothing of a failed consumer is committed; but it leaves, or its partitions would be stalled for a session timeout.
            _owned.ReleaseAll();
            throw;
        }
        finally
        {
            Leave(consumer, handlers);
            consumer.Close();
            _owned.ReleaseAll();
            if (!Heartbeat.IsAbandoned)
            {
                _services.Status.Lost();
            }
        }

        if (handlers.Error is { } error)
        {
            LogUncleanStop(_options.GroupId, error);
        }
    }

    // Calls the revoked handler for what is still owned: drain, commit, release. Closing would do the same, but a client that is
    // closed with a rebalance unanswered can hang for ever: librdkafka (2.16) drops the answer when its group has ended meanwhile.
    private void Leave(IConsumer<byte[]?, byte[]?> consumer, RebalanceHandlers handlers)
    {
        try
        {
            consumer.Unsubscribe();
            var (answered, since) = (handlers.Answered, _services.Time.GetTimestamp());
            do
            {
                Discard(consumer);
                if (handlers.Answered > answered)
                {
                    (answered, since) = (handlers.Answered, _services.Time.GetTimestamp());
                }
            }
            while (consumer.Assignment.Count > 0 && _services.Time.GetElapsedTime(since) < RebalanceWait);
        }
        catch (KafkaException e)
        {
            // Closing tries the same again.
            LogInLeaving(_options.GroupId, e.Message);
        }
    }

    // What a client that leaves still hands out is another's by now, or read again; what it reports (that it polled too late, say) is past.
    private void Discard(IConsumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            consumer.Consume(LeavePollMax);
        }
        catch (ConsumeException e)
        {
            LogInLeaving(_options.GroupId, e.Message);
        }
    }

    // Nothing more can be dispatched, and half as many records as that are ready for when it can.
    private bool HasEnough =>
        _services.Delivery.Dispatcher is { IsFull: true } dispatcher && _services.Delivery.Memory.Records - dispatcher.Places >= _options.DispatchedRecordsMax / 2;

    private void Poll(IConsumer<byte[]?, byte[]?> consumer, RebalanceHandlers handlers, PartitionRecovery recovery)
    {
        ConsumeResult<byte[]?, byte[]?>? result = null;
        ConsumeException? failure = null;
        try
        {
            result = consumer.Consume(PollMax);
        }
        catch (ConsumeException e)
        {
            failure = e;
        }

        Heartbeat.Beat();
        // Before anything else: a handler that failed has begun nothing, though the client may read on.
        ThrowIfBroken(handlers);
        if (failure is not null)
        {
            OnConsumeError(consumer, recovery, failure);
        }
        else if (result is not null)
        {
            Accept(consumer, recovery, result);
        }
    }

    private void ThrowIfBroken(RebalanceHandlers handlers)
    {
        var error = Explain(handlers.Error) ?? _errors.Fatal?.Reason ?? _rebuildReason;
        if (error is not null || Heartbeat.IsAbandoned)
        {
            throw new KafkaStreamException($"Group \"{_options.GroupId}\": {error ?? "this consumer was given up"}", isTransient: true, handlers.Error);
        }
    }

    // What a broker said becomes what to do about it.
    private string? Explain(Exception? error) =>
        error is KafkaException { Error: var said } ? ClientErrorExplanation.Of(said, _options.Connection!).Text : error?.Message;

    private void Accept(IConsumer<byte[]?, byte[]?> consumer, PartitionRecovery recovery, ConsumeResult<byte[]?, byte[]?> result)
    {
        var partition = _owned.Find(result.Topic, result.Partition.Value)
            ?? throw new InvalidOperationException($"A record of {result.TopicPartition} was read, which is not assigned.");
        if (partition.Halted is not null)
        {
            // Read before the client took the pause in.
            return;
        }

        _errors.Read(result.Topic);
        if (result.IsPartitionEOF)
        {
            partition.ReachedEnd(result.Offset.Value);
            return;
        }

        var verdict = partition.Start.Judge(result.Offset.Value, result.LeaderEpoch);
        if (verdict == StartVerdict.Skip || (verdict == StartVerdict.LookBelow && recovery.TryReadBelow(consumer, partition)))
        {
            return;
        }

        if (verdict == StartVerdict.Truncated || partition.IsOfAnotherLog(result.Offset.Value, result.LeaderEpoch))
        {
            recovery.OnTruncated(consumer, partition);
            return;
        }

        partition.LeaderEpoch = result.LeaderEpoch ?? partition.LeaderEpoch;
        var record = RecordReader.Read(result, partition.Topic, partition.TopicId);
        partition.Accept(record);
        KafkaActivities.Received(record, _options.GroupId);
        _services.Metrics.Consumed(result.Topic, _options.GroupId, 1);
        _pauser.AfterAccept(consumer, partition, _services.Assignment.Partitions);
    }

    private void OnConsumeError(IConsumer<byte[]?, byte[]?> consumer, PartitionRecovery recovery, ConsumeException failure)
    {
        var topic = failure.ConsumerRecord?.Topic;
        if (topic is not null && _owned.Find(topic, failure.ConsumerRecord!.Partition.Value) is { } partition)
        {
            if (failure.Error.Code is KafkaCode.Local_AutoOffsetReset or KafkaCode.OffsetOutOfRange or KafkaCode.Local_LogTruncation)
            {
                recovery.OnOutOfRange(consumer, partition, failure.Error.Reason);
                return;
            }

            if (KafkaErrors.SaysUnreadable(failure.Error))
            {
                recovery.OnUnreadable(consumer, partition, failure.ConsumerRecord.Offset.Value, failure.Error.Reason);
                return;
            }
        }

        _errors.Take(failure.Error, topic);
    }

    private void Housekeep(IConsumer<byte[]?, byte[]?> consumer, AssignmentUpkeep upkeep)
    {
        var now = _services.Time.GetTimestamp();
        if (_services.Time.GetElapsedTime(_housekeptAt, now) < HousekeepingInterval)
        {
            return;
        }

        _housekeptAt = now;
        _pauser.Resume(consumer, _services.Assignment.Partitions);
        upkeep.Run(consumer, now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\" leaves after an error: {Reason}")]
    private partial void LogLeaving(string group, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Group \"{Group}\", while the client leaves: {Reason}")]
    private partial void LogInLeaving(string group, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\" stopped without a clean hand-over; some records are delivered again.")]
    private partial void LogUncleanStop(string group, Exception error);
}
