using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Sees to it that nothing stalls silently: looks from aside whether the consume thread makes progress and whether what there is to
/// read is read. What does not is reported and rebuilt. Also keeps <see cref="TopicDirectory"/> current. One round at a time, on the thread pool.
/// </summary>
internal sealed partial class ConsumeWatchdog : IAsyncDisposable
{
    private static readonly TimeSpan PeriodMax = TimeSpan.FromSeconds(5);

    private readonly ConsumeServices _services;
    private readonly KafkaConsumerGroup _group;
    private readonly TopicInspector _inspector;
    private readonly StallDetector _stalls;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger;
    private readonly long _epoch;
    private Task _running = Task.CompletedTask;
    private long? _topicsCheckedAt;

    public ConsumeWatchdog(ConsumeServices services, KafkaConsumerGroup group)
    {
        (_services, _group, _timeout) = (services, group, services.Options.StallTimeout);
        _inspector = new TopicInspector(services.Options.Connection!, services.Report, services.Time);
        _stalls = new StallDetector(_timeout);
        _epoch = services.Time.GetTimestamp();
        _logger = services.Loggers.CreateLogger<ConsumeWatchdog>();
    }

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _inspector.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var period = _timeout / 6 < PeriodMax ? _timeout / 6 : PeriodMax;
        using var timer = new PeriodicTimer(period, _services.Time);
        do
        {
            try
            {
                await LookAsync();
            }
            catch (KafkaException e)
            {
                // Without an answer of the brokers nothing is held against the consumer, which reports the same itself.
                LogBlind(_group.GroupId, e.Message);
            }
            catch (Exception e)
            {
                // The top of the watchdog: it must outlive whatever it meets.
                LogFailed(_group.GroupId, e);
            }
        }
        while (await NextAsync(timer));
    }

    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task LookAsync()
    {
        // First what needs no broker.
        if (_group.Loop is { } loop)
        {
            if (loop.Heartbeat.Age > _timeout)
            {
                _stalls.Stall(Views());
                ReportStall($"its consume thread has made no progress for {loop.Heartbeat.Age.TotalSeconds:F0} s");
                _group.Replace(loop);
                return;
            }

            if (_services.Certificates.HaveChangedSinceError())
            {
                // A client reads its certificates once. Not a stall: nothing is reported but the error itself.
                loop.Rebuild("its certificates are not accepted, and the files hold others by now");
                return;
            }

            await CheckReadingAsync(loop);
        }

        CheckAgents();

        await CheckTopicsAsync();
        await CheckRightsAsync();
    }

    private async Task CheckReadingAsync(ConsumeLoop loop)
    {
        var now = _services.Time.GetElapsedTime(_epoch);
        // In this order: partitions are there before the status says so, and gone only after.
        var isAssigned = _services.Status.IsAssigned;
        var views = Views();
        isAssigned &= _services.Status.IsAssigned && _group.Loop == loop;
        var suspects = _stalls.Look(now, views);
        var ends = await LogEndsAsync([.. suspects.Concat(views.Where(IsUnmeasured)).Distinct()]);
        var stalled = suspects.Where(s => _stalls.IsStalled(now, s, ends.TryGetValue(ToKafka(s), out var end) ? end : null)).ToList();
        if (stalled.Count > 0)
        {
            Rebuild(loop, $"it reads nothing of {string.Join(", ", stalled.Select(s => s.Name))} for {_timeout.TotalSeconds:F0} s although there are records");
            return;
        }

        if (isAssigned)
        {
            _stalls.KeepOnly(views);
            if (!_stalls.IsUnsettled)
            {
                _services.Status.Solved(GroupProblem.Stalled);
            }
        }
    }

    private List<PartitionView> Views() => [.. _services.Assignment.Partitions.Select(p =>
        new PartitionView(p, $"{p.Topic}[{p.Partition}]", p.Next, p.IsPaused || p.Halted is not null))];

    // No fetch reports the end of its log.
    private static bool IsUnmeasured(PartitionView view) => view.IsHeld || Of(view).LogEnd < 0;

    private async Task<IReadOnlyDictionary<TopicPartition, long>> LogEndsAsync(IReadOnlyList<PartitionView> asked)
    {
        if (asked.Count == 0)
        {
            return new Dictionary<TopicPartition, long>();
        }

        try
        {
            var ends = await _inspector.LogEndsAsync(asked.Select(ToKafka));
            _services.Status.Solved(GroupProblem.Unreachable);
            foreach (var view in asked.Where(view => ends.ContainsKey(ToKafka(view))))
            {
                Of(view).LogEnd = ends[ToKafka(view)];
            }

            return ends;
        }
        catch (KafkaException e)
        {
            LogBlind(_group.GroupId, e.Message);
            return new Dictionary<TopicPartition, long>();
        }
    }

    private async Task CheckTopicsAsync()
    {
        var now = _services.Time.GetTimestamp();
        var isDue = _topicsCheckedAt is not { } at || _services.Time.GetElapsedTime(at, now) >= _services.Options.TopicCheckInterval;
        if (!isDue && !_services.Status.Has(GroupProblem.Unreachable) && !_services.Status.Has(GroupProblem.TopicMissing))
        {
            return;
        }

        var topics = await _inspector.DescribeTopicsAsync([.. _services.Routes.Keys]);
        _topicsCheckedAt = now;
        _services.Status.Solved(GroupProblem.Unreachable);
        _services.Topics.Update(topics);
        var missing = _services.Routes.Keys.Where(t => !topics.ContainsKey(t)).ToList();
        if (missing.Count > 0)
        {
            _services.Status.Report(GroupProblem.TopicMissing, $"topic {string.Join(", ", missing)} does not exist or may not be seen");
        }
        else
        {
            _services.Status.Solved(GroupProblem.TopicMissing);
        }
    }

    private async Task CheckRightsAsync()
    {
        foreach (var topic in _services.Rights.Topics)
        {
            if (await _inspector.MayReadTopicAsync(topic) is true)
            {
                _services.Rights.GrantTopic(topic);
            }
        }
    }

    private void CheckAgents()
    {
        foreach (var partition in _services.Assignment.Partitions)
        {
            if (partition.WithoutAgent is { } age && _services.Delivery.Lines.TryPass(new LogKind("no-agent", partition.Topic), out var times))
            {
                LogWithoutAgent(partition.Topic, partition.Partition, age, times);
            }
        }
    }

    private void Rebuild(ConsumeLoop loop, string reason)
    {
        ReportStall(reason);
        loop.Rebuild(reason);
    }

    private void ReportStall(string reason)
    {
        _services.Metrics.Stalled(_group.GroupId);
        _services.Status.Report(GroupProblem.Stalled, $"the consumer stalled and is rebuilt: {reason}");
        LogStalled(_group.GroupId, reason);
    }

    private static AssignedPartition Of(PartitionView view) => (AssignedPartition)view.Assignment;

    private static TopicPartition ToKafka(PartitionView view) => new(Of(view).Topic, Of(view).Partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "The consumer of group \"{Group}\" stalled and is rebuilt: {Reason}.")]
    private partial void LogStalled(string group, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic}[{Partition}]: no pulling agent has run for it for {Age}, so nothing of it is delivered ({Times} such looks since this was last logged).")]
    private partial void LogWithoutAgent(string topic, int partition, TimeSpan age, int times);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Group \"{Group}\": the watchdog could not query the brokers: {Reason}")]
    private partial void LogBlind(string group, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Group \"{Group}\": a round of the watchdog failed; the next one comes.")]
    private partial void LogFailed(string group, Exception error);
}
