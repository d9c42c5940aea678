using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>
/// Deletes what every group has read, so that the partitions stay below the broker's limits and reads stay fast, and reports what was lost.
/// One task of its own; <see cref="Add"/>, <see cref="Suspend"/> and <see cref="Resume"/> are thread-safe.
/// </summary>
internal sealed partial class RecordTrimmer : IAsyncDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IntervalMax = TimeSpan.FromSeconds(5);

    private readonly MockCluster _cluster;
    private readonly EmbeddedKafkaOptions _options;
    private readonly ILogger _logger;
    private readonly IAdminClient _admin;
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, PartitionTrim> _partitions = [];
    private readonly SemaphoreSlim _round = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private volatile bool _isSuspended;

    public RecordTrimmer(MockCluster cluster, string bootstrapServers, EmbeddedKafkaOptions options)
    {
        _cluster = cluster;
        _options = options;
        _logger = options.Logger;
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers, ClientId = "embedded-kafka-trimmer" })
            .SetLogHandler((_, message) => LogClient(message.Message))
            .SetErrorHandler((_, error) => LogClient(error.Reason))
            .Build();
        _running = RunAsync(_stop.Token);
    }

    /// <summary>Takes a topic's partitions into the rounds, if a group reads it.</summary>
    public void Add(string topic, int partitions)
    {
        if (!_options.Groups.Any(g => g.Topics.Contains(topic)))
        {
            return;
        }

        lock (_gate)
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                _partitions.Add(new TopicPartition(topic, partition), new PartitionTrim(_options.KeepRecords));
            }
        }
    }

    /// <summary>Skips rounds from now on; returns when the one under way, if any, has ended. For a broker that is down and for failures that are meant for another client.</summary>
    public void Suspend()
    {
        _isSuspended = true;
        _round.Wait();
        _round.Release();
    }

    /// <summary>Ends <see cref="Suspend"/>.</summary>
    public void Resume() => _isSuspended = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _admin.Dispose();
        _round.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_options.TrimInterval, _options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                timer.Period = await TryTrimAsync(stop) ? _options.TrimInterval : Longer(timer.Period);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task<bool> TryTrimAsync(CancellationToken stop)
    {
        try
        {
            foreach (var loss in await RoundAsync(stop))
            {
                LogLoss(loss.GroupId, loss.Topic, loss.Partition, loss.Committed, loss.LowWatermark);
                _options.OnDataLoss?.Invoke(loss);
            }

            return true;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // The top of the loop: whatever a round met, the next one tries again, and until then nothing is deleted.
            LogRoundFailed(e);
            return false;
        }
    }

    private async Task<IReadOnlyList<EmbeddedKafkaDataLoss>> RoundAsync(CancellationToken stop)
    {
        await _round.WaitAsync(stop);
        try
        {
            return _isSuspended ? [] : await TrimAsync(stop);
        }
        finally
        {
            _round.Release();
        }
    }

    private async Task<IReadOnlyList<EmbeddedKafkaDataLoss>> TrimAsync(CancellationToken stop)
    {
        Dictionary<TopicPartition, PartitionTrim> partitions;
        lock (_gate)
        {
            partitions = new(_partitions);
        }

        if (partitions.Count == 0)
        {
            return [];
        }

        var low = await OffsetsAsync(partitions.Keys, OffsetSpec.Earliest(), stop);
        var high = await OffsetsAsync(partitions.Keys, OffsetSpec.Latest(), stop);
        var due = partitions.Keys.Where(p => partitions[p].IsDue(low[p], high[p])).ToList();
        var positions = await PositionsAsync(due, stop);
        var losses = new List<EmbeddedKafkaDataLoss>();
        foreach (var partition in due)
        {
            var trim = partitions[partition];
            losses.AddRange(trim.NewLosses(low[partition], positions[partition])
                .Select(p => new EmbeddedKafkaDataLoss(partition.Topic, partition.Partition.Value, p.GroupId, p.Committed, low[partition])));
            if (trim.DeleteBefore(low[partition], high[partition], positions[partition]) is { } before)
            {
                _cluster.DeleteRecords(partition.Topic, partition.Partition.Value, before);
            }
        }

        return losses;
    }

    private async Task<Dictionary<TopicPartition, long>> OffsetsAsync(IEnumerable<TopicPartition> partitions, OffsetSpec spec, CancellationToken stop)
    {
        var result = await _admin.ListOffsetsAsync(
            partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = spec }),
            new ListOffsetsOptions { RequestTimeout = RequestTimeout }).WaitAsync(stop);
        return result.ResultInfos.ToDictionary(i => i.TopicPartitionOffsetError.TopicPartition, i => i.TopicPartitionOffsetError.Offset.Value);
    }

    private async Task<Dictionary<TopicPartition, List<GroupPosition>>> PositionsAsync(List<TopicPartition> partitions, CancellationToken stop)
    {
        var positions = partitions.ToDictionary(p => p, _ => new List<GroupPosition>());
        foreach (var group in _options.Groups)
        {
            var read = partitions.Where(p => group.Topics.Contains(p.Topic)).ToList();
            if (read.Count == 0)
            {
                continue;
            }

            var result = await _admin.ListConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitions(group.GroupId, read)],
                new ListConsumerGroupOffsetsOptions { RequestTimeout = RequestTimeout }).WaitAsync(stop);
            foreach (var committed in result[0].Partitions)
            {
                positions[committed.TopicPartition].Add(new(group.GroupId, committed.Offset == Offset.Unset ? null : committed.Offset.Value));
            }
        }

        return positions;
    }

    private static TimeSpan Longer(TimeSpan interval) => interval * 2 < IntervalMax ? interval * 2 : IntervalMax;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The embedded Kafka broker could not trim its records; it tries again.")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded Kafka broker dropped records of {Topic}[{Partition}] that group {Group} has not read: committed {Committed}, first record left {Low}.")]
    private partial void LogLoss(string group, string topic, int partition, long? committed, long low);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Message}")]
    private partial void LogClient(string message);
}
