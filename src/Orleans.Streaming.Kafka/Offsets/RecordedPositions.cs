using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Compares where a group is by Kafka with where it is by the database of its entities, and keeps the latter ahead: a position is recorded there
/// before it is committed. Its calls wait, each for <see cref="WaitMax"/> at most. Thread-safe.
/// </summary>
/// <param name="group">The group.</param>
/// <param name="store">The database; null where there is none, and nothing is compared.</param>
/// <param name="trusts">Whether what is committed counts, though the database is behind it (<see cref="KafkaStreamOptions.TrustCommittedOffsets"/>).</param>
/// <param name="logger">The log.</param>
internal sealed partial class RecordedPositions(string group, IGroupPositionStore? store, bool trusts, ILogger<RecordedPositions> logger)
{
    /// <summary>How long a call waits for the database.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(4);

    /// <summary>Records starts that nobody has committed yet, or that an assignment begins with.</summary>
    public void Record(IEnumerable<GroupPosition> positions)
    {
        if (store is not null)
        {
            GroupPosition[] all = [.. positions];
            if (all.Length > 0)
            {
                Wait(stop => store.WriteAsync(group, all, stop));
            }
        }
    }

    /// <summary>
    /// Where partitions begin of which nothing is committed: where their start says, or where the database is, if that is before it. The group had
    /// committed there, and what it had is gone.
    /// </summary>
    /// <param name="starts">Where they begin by their start.</param>
    /// <param name="topics">The topics.</param>
    public IReadOnlyDictionary<TopicPartition, long> Begin(IReadOnlyDictionary<TopicPartition, long> starts, IReadOnlyDictionary<string, TopicSnapshot> topics)
    {
        if (store is null)
        {
            return starts;
        }

        var recorded = RecordedOf(Read(starts.Keys), topics);
        var earlier = trusts ? [] : starts.Where(start => recorded.TryGetValue(start.Key, out var offset) && offset < start.Value).Select(start => start.Key).ToHashSet();
        foreach (var partition in earlier)
        {
            LogExpired(partition.Topic, partition.Partition.Value, group, recorded[partition], starts[partition]);
        }

        return starts.ToDictionary(start => start.Key, start => earlier.Contains(start.Key) ? recorded[start.Key] : start.Value);
    }

    /// <summary>A commit of these positions that records them first.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="batch">What is committed.</param>
    public Action<IEnumerable<TopicPartitionOffset>> RecordFirst(Action<IEnumerable<TopicPartitionOffset>> commit, CommitBatch batch) => store is null ? commit : offsets =>
    {
        try
        {
            Record(batch.Positions);
        }
        catch (KafkaStreamException e) when (e.IsTransient)
        {
            throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_Fail, e.Message), e);
        }

        commit(offsets);
    };

    /// <summary>Where to begin: what is committed, or below it where the database is behind.</summary>
    /// <param name="starts">What is committed of the partitions that are assigned.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="behind">Those that begin below what is committed; to be committed there before anything is read, as others take a committed offset for a proof.</param>
    public IReadOnlyDictionary<TopicPartition, OffsetAndEpoch> Compare(
        IReadOnlyDictionary<TopicPartition, OffsetAndEpoch> starts, IReadOnlyDictionary<string, TopicSnapshot> topics, out IReadOnlyCollection<TopicPartition> behind)
    {
        behind = [];
        if (store is null || starts.Count == 0)
        {
            return starts;
        }

        var found = Read(starts.Keys);
        var recorded = RecordedOf(found, topics);
        var lower = starts.Where(start => recorded.TryGetValue(start.Key, out var offset) && offset < start.Value.Offset).Select(start => start.Key).ToHashSet();
        foreach (var partition in lower)
        {
            var (at, committed) = (recorded[partition], starts[partition].Offset);
            if (trusts)
            {
                LogTrusted(partition.Topic, partition.Partition.Value, at, group, committed, committed - at);
            }
            else
            {
                LogBehind(partition.Topic, partition.Partition.Value, at, group, committed, committed - at);
            }
        }

        if (starts.Where(start => !recorded.ContainsKey(start.Key) && start.Value.Offset > 0 && found.All(position => position.Topic != start.Key.Topic)).Select(start => start.Key).ToArray() is { Length: > 0 } unknown)
        {
            LogUnknown(group, unknown.Length, string.Join(", ", unknown.Select(p => p.Topic).Distinct(StringComparer.Ordinal)));
        }

        Record(starts.Where(start => !recorded.ContainsKey(start.Key) || (trusts && lower.Contains(start.Key)))
            .Select(start => new GroupPosition(start.Key.Topic, start.Key.Partition.Value, topics[start.Key.Topic].Id, start.Value.Offset)));
        behind = trusts ? [] : lower;
        return trusts ? starts : starts.ToDictionary(start => start.Key, start => lower.Contains(start.Key) ? new OffsetAndEpoch(recorded[start.Key]) : start.Value);
    }

    private static Dictionary<TopicPartition, long> RecordedOf(IReadOnlyList<GroupPosition> found, IReadOnlyDictionary<string, TopicSnapshot> topics) => found
        .Where(position => position.TopicId == topics[position.Topic].Id)
        .ToDictionary(position => new TopicPartition(position.Topic, position.Partition), position => position.Offset);

    private IReadOnlyList<GroupPosition> Read(IEnumerable<TopicPartition> partitions)
    {
        IReadOnlyList<GroupPosition> found = [];
        Wait(async stop => found = await store!.ReadAsync(group, [.. partitions.Select(p => (p.Topic, p.Partition.Value))], stop));
        return found;
    }

    private static void Wait(Func<CancellationToken, Task> requestAsync)
    {
        using var limit = new CancellationTokenSource();
        var task = Task.Run(() => requestAsync(limit.Token));
        try
        {
            if (!task.Wait(WaitMax))
            {
                limit.Cancel();
                throw new KafkaStreamException($"the database did not read or write the group's positions within {WaitMax}", isTransient: true);
            }
        }
        catch (AggregateException e) when (e.InnerException is KafkaStreamException { IsTransient: false } changed)
        {
            throw new KafkaStreamException(changed.Message, isTransient: false, changed);
        }
        catch (AggregateException e)
        {
            throw new KafkaStreamException($"the database did not read or write the group's positions: {e.InnerException!.Message}", isTransient: true, e.InnerException);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic}[{Partition}]: the database is at offset {Recorded}, and group \"{Group}\" has committed {Committed}: it has lost what {Count} offsets changed, as after a restore or a failover. They are read again from {Recorded} on; what it has of them is recognised. If the offset was moved on purpose, TrustCommittedOffsets makes it count.")]
    private partial void LogBehind(string topic, int partition, long recorded, string group, long committed, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic}[{Partition}]: the database is at offset {Recorded}, and group \"{Group}\" has committed {Committed}, which counts (TrustCommittedOffsets): {Count} offsets are not read, and outputs of events below {Committed} that were never published count as published.")]
    private partial void LogTrusted(string topic, int partition, long recorded, string group, long committed, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic}[{Partition}]: group \"{Group}\" has no committed offset any more: it expired or was deleted. The group begins at {Recorded}, where the database is, and not at {Start}: the events between would never be read.")]
    private partial void LogExpired(string topic, int partition, string group, long recorded, long start);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database has no position of group \"{Group}\" in {Count} partitions of {Topics}, which has committed offsets there: it is empty or another one, or was last used by a build that recorded none. Events below those offsets are not read; the runbook says how to read them again.")]
    private partial void LogUnknown(string group, int count, string topics);
}
