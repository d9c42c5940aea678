using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One consumer's life on one thread: polls, hands records to their partitions, commits what is finished, pauses what is
/// full, and answers rebalances. All calls on the consumer are made by this thread.
/// </summary>
/// <remarks>
/// A rebalance handler that throws would make the client drop its assignment while the group still counts on it; so
/// handlers catch, and <see cref="Run"/> ends with the error: the consumer is built anew.
/// </remarks>
internal sealed partial class ConsumeLoop
{
    private static readonly TimeSpan PollMax = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HousekeepingInterval = TimeSpan.FromMilliseconds(5);

    private readonly ConsumeServices _services;
    private readonly KafkaStreamOptions _options;
    private readonly OffsetCommitter _committer;
    private readonly CancellationToken _stopping;
    private readonly ILogger _logger;
    private Exception? _handlerError;
    private IAdminClient? _admin;
    private long _housekeptAt;
    private long _committedAt;

    public ConsumeLoop(ConsumeServices services, CancellationToken stopping)
    {
        (_services, _options, _stopping) = (services, services.Options, stopping);
        _committer = new OffsetCommitter(_options.GroupId, services.Metrics, services.Loggers.CreateLogger<OffsetCommitter>());
        _logger = services.Loggers.CreateLogger<ConsumeLoop>();
    }

    /// <summary>Runs until stopped; leaves the group cleanly then. Throws when the consumer must be built anew.</summary>
    public void Run()
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(ConsumerConfigFactory.Create(_options))
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetPartitionsAssignedHandler((c, partitions) => OnAssigned(c, partitions))
            .SetPartitionsRevokedHandler((c, partitions) => OnRevoked(c, partitions))
            .SetPartitionsLostHandler((_, partitions) => OnLost(partitions))
            .SetErrorHandler((_, error) => OnError(error))
            .ReportTo(_options.Connection!, _services.Report)
            .Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        _admin = admin;
        try
        {
            consumer.Subscribe(_services.Routes.Keys);
            while (!_stopping.IsCancellationRequested)
            {
                Poll(consumer);
                Housekeep(consumer);
            }

            // Calls the revoked handler: drain, commit, release.
            consumer.Close();
            ThrowHandlerError();
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            LogLeaving(_options.GroupId, e.Message);
            // Nothing of a failed consumer is committed; but it leaves, or its partitions would stand still for a session timeout.
            DropAll();
            consumer.Close();
            throw;
        }
        finally
        {
            _services.Status.Lost();
            DropAll();
        }
    }

    private void Poll(IConsumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            if (consumer.Consume(PollMax) is { } result)
            {
                Accept(result);
            }
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            OnConsumeError(consumer, e);
        }

        ThrowHandlerError();
    }

    private void Accept(ConsumeResult<byte[]?, byte[]?> result)
    {
        var partition = _services.Assignment.Find(result.Topic, result.Partition.Value);
        if (partition is null)
        {
            throw new InvalidOperationException($"A record of {result.TopicPartition} was read, which is not assigned.");
        }

        var record = RecordReader.Read(result, partition.TopicId);
        partition.Accept(record);
        _services.Report.Works();
        KafkaActivities.Received(record, _options.GroupId);
        _services.Metrics.Consumed(result.Topic, _options.GroupId, 1);
    }

    private void Housekeep(IConsumer<byte[]?, byte[]?> consumer)
    {
        var now = _services.Time.GetTimestamp();
        if (_services.Time.GetElapsedTime(_housekeptAt, now) < HousekeepingInterval)
        {
            return;
        }

        _housekeptAt = now;
        PauseAndResume(consumer);
        if (_services.Time.GetElapsedTime(_committedAt, now) >= _options.CommitInterval || _services.TakeCommitRequest())
        {
            _committedAt = now;
            _committer.Commit(consumer, _services.Assignment.Partitions);
            _services.CommitDone();
            Measure(consumer);
        }
    }

    private void PauseAndResume(IConsumer<byte[]?, byte[]?> consumer)
    {
        foreach (var partition in _services.Assignment.Partitions)
        {
            if (!partition.IsPaused && partition.IsFull(_options))
            {
                consumer.Pause([new TopicPartition(partition.Topic, partition.Partition)]);
                partition.IsPaused = true;
            }
            else if (partition.IsPaused && partition.Halted is null && partition.HasRoom(_options))
            {
                consumer.Resume([new TopicPartition(partition.Topic, partition.Partition)]);
                partition.IsPaused = false;
            }
        }
    }

    private void Measure(IConsumer<byte[]?, byte[]?> consumer)
    {
        foreach (var partition in _services.Assignment.Partitions)
        {
            // What the last fetch told, without asking the broker.
            partition.LogEnd = consumer.GetWatermarkOffsets(new TopicPartition(partition.Topic, partition.Partition)).High.Value;
        }
    }

    private List<TopicPartitionOffset> OnAssigned(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartition> partitions)
    {
        try
        {
            var ids = TopicIds.GetAsync(_admin!, [.. partitions.Select(p => p.Topic).Distinct(StringComparer.Ordinal)]).GetAwaiter().GetResult();
            var starts = _services.Starts.Resolve(consumer, _admin!, partitions, _stopping);
            var assigned = partitions
                .Select(p => new AssignedPartition(p.Topic, p.Partition.Value, ids[p.Topic], starts[p], _services.Routes[p.Topic], _services.Delivery))
                .ToList();
            _services.Assignment.Add(assigned);
            _services.Status.Assigned();
            LogAssigned(_options.GroupId, partitions.Count);
            return partitions.ConvertAll(p => new TopicPartitionOffset(p, starts[p]));
        }
        catch (Exception e)
        {
            _handlerError = e;
            // Nothing of it is read: the loop ends with the error after this poll.
            return partitions.ConvertAll(p => new TopicPartitionOffset(p, Offset.End));
        }
    }

    private void OnRevoked(IConsumer<byte[]?, byte[]?> consumer, List<TopicPartitionOffset> revoked)
    {
        try
        {
            var partitions = Find(revoked);
            var drained = Task.WhenAll(partitions.Select(p => p.StopDeliveryAsync()));
            // This runs inside the poll, so nothing else is read meanwhile: hence the bound. What is cut off is delivered again.
            if (!drained.Wait(_options.DrainTimeout))
            {
                LogCutOff(_options.GroupId, _options.DrainTimeout);
            }

            _committer.Commit(consumer, partitions);
            Release(partitions);
            LogRevoked(_options.GroupId, partitions.Count);
        }
        catch (Exception e)
        {
            _handlerError = e;
        }
    }

    private void OnLost(List<TopicPartitionOffset> lost)
    {
        try
        {
            // They may already be another's: nothing is committed.
            _services.Status.Lost();
            Release(Find(lost));
            LogLost(_options.GroupId, lost.Count);
        }
        catch (Exception e)
        {
            _handlerError = e;
        }
    }

    private void OnConsumeError(IConsumer<byte[]?, byte[]?> consumer, ConsumeException error)
    {
        if (error.Error.Code is Confluent.Kafka.ErrorCode.Local_AutoOffsetReset or Confluent.Kafka.ErrorCode.OffsetOutOfRange
            && _services.Assignment.Find(error.ConsumerRecord.Topic, error.ConsumerRecord.Partition.Value) is { } partition)
        {
            OnOutOfRange(consumer, partition, error.Error.Reason);
            return;
        }

        _services.Report.Failed(error.Error);
    }

    private void OnOutOfRange(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition, string reason)
    {
        _services.Metrics.OutOfRange(partition.Topic, _options.GroupId);
        var target = new TopicPartition(partition.Topic, partition.Partition);
        if (_options.OutOfRange == OutOfRangePolicy.Fail)
        {
            partition.Halted = $"{partition.Topic}[{partition.Partition}] stopped: offset {partition.Committed} is no longer in the log ({reason}). Records may be lost; decide with the OutOfRange policy or set the group's offset.";
            partition.IsPaused = true;
            consumer.Pause([target]);
            LogHalted(partition.Halted);
            return;
        }

        var log = consumer.QueryWatermarkOffsets(target, TimeSpan.FromSeconds(5));
        var offset = _options.OutOfRange == OutOfRangePolicy.Earliest ? log.Low : log.High;
        LogSkipped(partition.Topic, partition.Partition, partition.Committed, offset.Value, _options.OutOfRange);
        consumer.Seek(new TopicPartitionOffset(target, offset));
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _handlerError = new KafkaException(error);
        }

        _services.Report.Failed(error);
    }

    private List<AssignedPartition> Find(List<TopicPartitionOffset> partitions) =>
        [.. partitions.Select(p => _services.Assignment.Find(p.Topic, p.Partition.Value)).OfType<AssignedPartition>()];

    private void Release(IReadOnlyCollection<AssignedPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            partition.End();
        }

        _services.Assignment.Remove(partitions);
    }

    private void DropAll() => Release([.. _services.Assignment.Partitions]);

    private void ThrowHandlerError()
    {
        if (_handlerError is { } error)
        {
            _handlerError = null;
            var reason = error is KafkaException { Error: var said } ? ClientTrouble.Of(said, _options.Connection!).Text : error.Message;
            throw new KafkaStreamException($"Group \"{_options.GroupId}\": {reason}", isTransient: true, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\" leaves after an error: {Reason}")]
    private partial void LogLeaving(string group, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" was assigned {Count} partitions.")]
    private partial void LogAssigned(string group, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Group \"{Group}\" handed over {Count} partitions.")]
    private partial void LogRevoked(string group, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\" lost {Count} partitions; what was in flight is delivered again by their new owner.")]
    private partial void LogLost(string group, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": deliveries were still in flight {Timeout} after a hand-over began; they are delivered again by the new owner.")]
    private partial void LogCutOff(string group, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}")]
    private partial void LogHalted(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic}[{Partition}]: offset {From} is no longer in the log; reading goes on at {To} by the policy {Policy}. Records between may be lost.")]
    private partial void LogSkipped(string topic, int partition, long from, long to, OutOfRangePolicy policy);
}
