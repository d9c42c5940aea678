using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What to do when a partition's log is not the one that was read from: the position is out of its range, it was truncated, or
/// the topic was recreated; or when a batch of it can't be read. Owned by the consume thread.
/// </summary>
internal sealed partial class PartitionRecovery(
    ConsumeServices services,
    OwnedPartitions owned,
    OffsetCommitter committer,
    LoopHeartbeat heartbeat,
    DescribeTopics describe,
    ListOffsets offsets,
    ILogger<PartitionRecovery> logger)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly KafkaStreamOptions _options = services.Options;

    /// <summary>Why a partition of a re-created topic stops under <see cref="TopicRecreatedPolicy.Fail"/>, and what can be done.</summary>
    public static string RecreatedReason(KafkaStreamOptions options, Guid oldId, Guid newId) =>
        $"the topic was deleted and created again (id {oldId} became {newId}); decide with {options.SettingOf(nameof(KafkaStreamOptions.TopicRecreated))}, or assign the partition again to read the new topic from its start";

    /// <summary>The client found the position out of range, and fetches the partition no more until it is positioned again.</summary>
    public void OnOutOfRange(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition, string reason)
    {
        services.Metrics.OutOfRange(partition.Topic, _options.GroupId);
        if (CheckTopic(consumer, partition.Topic))
        {
            return;
        }

        var log = QueryLog(consumer, partition);
        if (partition.Next >= log.Low.Value)
        {
            // Not expired, so what was there when it was read is there no more, whether or not as much was written since.
            OnTruncated(consumer, partition, log);
            return;
        }

        if (_options.OutOfRange == OutOfRangePolicy.Fail)
        {
            Halt(consumer, partition, $"offset {partition.Next} is not in the log, which begins at {log.Low.Value} ({reason}). Records may be lost; decide with {_options.SettingOf(nameof(KafkaStreamOptions.OutOfRange))}, or move the group's offset");
            return;
        }

        // Forward, within the same log: what is in flight is finished and counted as before.
        var target = _options.OutOfRange == OutOfRangePolicy.Earliest ? log.Low.Value : log.High.Value;
        LogSkipped(partition.Topic, partition.Partition, partition.Next, target, _options.OutOfRange.ToString());
        SeekTo(consumer, partition, target);
    }

    /// <summary>The client found that what was read is not in the log any more.</summary>
    public void OnTruncated(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition)
    {
        services.Metrics.OutOfRange(partition.Topic, _options.GroupId);
        if (!CheckTopic(consumer, partition.Topic))
        {
            OnTruncated(consumer, partition, QueryLog(consumer, partition));
        }
    }

    /// <summary>The client can't read a batch, and reports it again and again, or reads on behind it.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="batch">The first offset of the batch.</param>
    /// <param name="reason">What the client says of it.</param>
    public void OnUnreadable(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition, long batch, string reason)
    {
        if (partition.Halted is null)
        {
            Halt(consumer, partition, $"the batch at offset {batch} can't be read ({reason.TrimEnd('.')}); records from {Math.Max(batch, partition.Next)} on wait. Restore it on the brokers and resume the partition, or resume it behind the batch", batch);
        }
    }

    /// <summary>Reads on where that was requested for a partition that stopped.</summary>
    public void Resume(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition, PartitionStop stop, long offset)
    {
        LogResumed(partition.Topic, partition.Partition, partition.Next, offset);
        partition.ReadOn(offset);
        SeekTo(consumer, partition, offset);
        stop.Resumed();
    }

    /// <summary>
    /// Reads a partition from where the application wants it, once nothing below that is unfinished. The offset is committed first: it holds whoever
    /// is assigned the partition next. What is in flight above it is delivered again.
    /// </summary>
    public void TrySeek(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition, PartitionSeek seek)
    {
        if (seek.IsCancelled)
        {
            partition.EndSeek();
            return;
        }

        if (partition.Committable < Math.Min(seek.Offset, partition.Next) || !seek.TryTake())
        {
            return;
        }

        LogSought(partition.Topic, partition.Partition, partition.Next, seek.Offset);
        try
        {
            var position = consumer.Position(ToKafka(partition)).Value;
            var renewed = Renew(partition, partition.TopicId, new OffsetAndEpoch(seek.Offset));
            BeginAgain(consumer, [renewed]);
            SeekTo(consumer, renewed, seek.Offset);
            renewed.PositionBefore = position;
            seek.Done();
        }
        catch (Exception e)
        {
            seek.Failed(e);
            throw;
        }
    }

    /// <summary>Has the client read the record below the next one once more; false where there is none any more.</summary>
    public bool TryReadBelow(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition)
    {
        var log = QueryLog(consumer, partition);
        if (partition.Next <= log.Low.Value)
        {
            return false;
        }

        consumer.Seek(new TopicPartitionOffset(ToKafka(partition), partition.Next - 1));
        return true;
    }

    /// <summary>Looks whether the topic is another one by now; true when it was, and its partitions were dealt with.</summary>
    /// <exception cref="KafkaException">The broker can't be queried.</exception>
    public bool CheckTopic(IConsumer<byte[]?, byte[]?> consumer, string topic)
    {
        heartbeat.Expect(RequestTimeout);
        var described = describe([topic]).GetAwaiter().GetResult();
        if (!described.TryGetValue(topic, out var now) || now.Id == Guid.Empty)
        {
            return false;
        }

        var ended = owned.All.Where(p => p.Topic == topic && p.TopicId != Guid.Empty && p.TopicId != now.Id).ToList();
        if (ended.Count > 0)
        {
            OnRecreated(consumer, ended, now.Id);
        }

        services.Topics.ReadUnder(topic, now.Id);

        return ended.Count > 0;
    }

    // Blocks for that long at most, which is no standstill.
    private WatermarkOffsets QueryLog(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition)
    {
        heartbeat.Expect(RequestTimeout);
        return consumer.QueryWatermarkOffsets(ToKafka(partition), RequestTimeout);
    }

    // All at once: nothing is read meanwhile.
    private void OnRecreated(IConsumer<byte[]?, byte[]?> consumer, List<AssignedPartition> ended, Guid topicId)
    {
        heartbeat.Expect(RequestTimeout);
        var starts = offsets(ended.ConvertAll(p => new TopicPartitionOffsetSpec { TopicPartition = ToKafka(p), OffsetSpec = OffsetSpec.Earliest() })).GetAwaiter().GetResult();
        var renewed = ended.ConvertAll(old => Renew(old, topicId, new OffsetAndEpoch(starts[ToKafka(old)])));
        // Whatever the policy: an offset of the old topic must not be what the next owner finds in the new one.
        BeginAgain(consumer, renewed);
        foreach (var (old, @new) in ended.Zip(renewed))
        {
            services.Metrics.TopicRecreated(old.Topic, _options.GroupId);
            if (_options.TopicRecreated == TopicRecreatedPolicy.Fail)
            {
                Halt(consumer, @new, RecreatedReason(_options, old.TopicId, topicId));
                continue;
            }

            LogRecreated(old.Topic, old.Partition, old.Next, @new.Next);
            SeekTo(consumer, @new, @new.Next);
        }
    }

    private void OnTruncated(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition old, WatermarkOffsets log)
    {
        if (_options.OutOfRange == OutOfRangePolicy.Fail)
        {
            var halted = Renew(old, old.TopicId, old.CommittedPosition);
            Halt(consumer, halted, $"the log was truncated: it was read up to {old.Next} and ends at {log.High.Value}. What was applied from there is not in Kafka any more; decide with {_options.SettingOf(nameof(KafkaStreamOptions.OutOfRange))}, or move the group's offset");
            return;
        }

        var start = _options.OutOfRange == OutOfRangePolicy.Earliest ? log.Low.Value : log.High.Value;
        LogSkipped(old.Topic, old.Partition, old.Next, start, _options.OutOfRange.ToString());
        var renewed = Renew(old, old.TopicId, new OffsetAndEpoch(start));
        BeginAgain(consumer, [renewed]);
        SeekTo(consumer, renewed, start);
    }

    private AssignedPartition Renew(AssignedPartition old, Guid topicId, OffsetAndEpoch start)
    {
        var renewed = new AssignedPartition(old.Topic, old.Partition, topicId, start.Offset, services.Routes[old.Topic], services.Delivery, start.Epoch)
        {
            IsPaused = old.IsPaused,
        };
        renewed.Continue(old);
        owned.Replace(old, renewed);
        return renewed;
    }

    // The one commit that may go back: it begins another log, and a crash must not find the old one's offset.
    private void BeginAgain(IConsumer<byte[]?, byte[]?> consumer, List<AssignedPartition> renewed)
    {
        heartbeat.Expect(RequestTimeout);
        var batch = CommitBatch.Beginning(renewed, services.Time.GetTimestamp());
        // Refused is as bad as unanswered: who owns the partition next would find the old log's offset.
        if (!committer.CommitAndWait(consumer.Commit, batch, RequestTimeout) || !committer.HasAccepted(batch))
        {
            throw new KafkaStreamException($"Group \"{_options.GroupId}\" could not commit its new start in {string.Join(", ", renewed.Select(p => $"{p.Topic}[{p.Partition}]"))}.", isTransient: true);
        }
    }

    private void SeekTo(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition, long offset)
    {
        var position = new TopicPartitionOffset(ToKafka(partition), offset);
        try
        {
            consumer.Seek(position);
        }
        catch (KafkaException e) when (e.Error.Code == Confluent.Kafka.ErrorCode.Local_State)
        {
            // Once the position was out of range, the client does not fetch the partition and refuses to seek in it. Not always so: the
            // client takes it for the answer to a rebalance, where one waits to be answered.
            partition.PositionBefore = consumer.Position(position.TopicPartition).Value;
            AssignAt(consumer, position);
        }

        if (partition.IsPaused)
        {
            // The client keeps a pause beyond the assignment.
            consumer.Resume([ToKafka(partition)]);
            (partition.IsPaused, partition.IsPausedForRequest) = (false, false);
        }
    }

    private void AssignAt(IConsumer<byte[]?, byte[]?> consumer, TopicPartitionOffset position)
    {
        if (_options.GroupProtocol == KafkaGroupProtocol.Classic && _options.Assignor == KafkaAssignor.Eager)
        {
            // The client takes an eager member's assignment as a whole only.
            consumer.Assign(owned.All.Select(p => ToKafka(p) == position.TopicPartition ? position : new TopicPartitionOffset(ToKafka(p), p.Next)));
            return;
        }

        consumer.IncrementalUnassign([position.TopicPartition]);
        consumer.IncrementalAssign([position]);
    }

    private void Halt(IConsumer<byte[]?, byte[]?> consumer, AssignedPartition partition, string reason, long? unreadable = null)
    {
        partition.Halt(reason, unreadable);
        partition.IsPaused = true;
        consumer.Pause([ToKafka(partition)]);
        LogHalted(_options.GroupId, partition.Halted!);
    }

    private static TopicPartition ToKafka(AssignedPartition partition) => new(partition.Topic, partition.Partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "Group \"{Group}\": {Reason}.")]
    private partial void LogHalted(string group, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic}[{Partition}] stopped at {From} and is resumed at {To}. Records between are not read.")]
    private partial void LogResumed(string topic, int partition, long from, long to);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic}[{Partition}] was read up to {From} and is read from {To} on, as the application requested.")]
    private partial void LogSought(string topic, int partition, long from, long to);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic}[{Partition}]: offset {From} is not in the log; reading goes on at {To} by the policy {Policy}. Records between may be lost.")]
    private partial void LogSkipped(string topic, int partition, long from, long to, string policy);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic}[{Partition}]: the topic was deleted and created again; it was read up to {From}, and the new one is read from {To}.")]
    private partial void LogRecreated(string topic, int partition, long from, long to);
}
