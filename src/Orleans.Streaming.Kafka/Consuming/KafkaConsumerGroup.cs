using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The consumer group's member on this silo: keeps one consume loop running on a thread of its own, and rebuilds it when
/// it fails or stalls. Thread-safe.
/// </summary>
internal sealed partial class KafkaConsumerGroup : IDisposable
{
    private static readonly TimeSpan SoundAfter = TimeSpan.FromMinutes(1);

    private readonly ConsumeServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private ConsumeWatchdog? _watchdog;
    private ConsumeLoop? _loop;

    public KafkaConsumerGroup(ConsumeServices services)
    {
        _services = services;
        _logger = services.Loggers.CreateLogger<KafkaConsumerGroup>();
    }

    public ConsumeServices Services => _services;

    public string GroupId => _services.Options.GroupId;

    public GroupAssignment Assignment => _services.Assignment;

    /// <summary>The loop that runs now, or null between two.</summary>
    public ConsumeLoop? Loop => Volatile.Read(ref _loop);

    public void Start()
    {
        _services.Metrics.Begin(GroupId);
        foreach (var topic in _services.Routes.Keys)
        {
            _services.Metrics.Begin(topic, GroupId);
        }

        _services.Metrics.Gauges.Add(this);
        StartThread();
        _watchdog = new ConsumeWatchdog(_services, this);
        _watchdog.Start();
    }

    /// <summary>Drains, commits, leaves the group; completes when that is done.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _services.Status.Stopping();
        await _stopping.CancelAsync();
        if (_watchdog is not null)
        {
            await _watchdog.DisposeAsync().AsTask().WaitAsync(cancellationToken);
            await _stopped.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives up a loop whose thread does not come round, and starts another in its place.</summary>
    public void Replace(ConsumeLoop loop)
    {
        if (Interlocked.CompareExchange(ref _loop, null, loop) != loop || _stopping.IsCancellationRequested)
        {
            return;
        }

        loop.Abandon();
        _services.Metrics.Rebuilt(GroupId);
        _services.Status.Lost();
        StartThread();
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>How far the group is in each partition this silo owns.</summary>
    public IEnumerable<PartitionProgress> Progress() => Assignment.Partitions.Select(p =>
        new PartitionProgress(GroupId, p.Topic, p.Partition, p.Committed, p.LogEnd is var end and >= 0 ? Math.Max(end - p.Committed, 0) : null));

    /// <summary>What was given to grains since the group began on this silo.</summary>
    public DeliveredCount Delivered() => _services.Delivery.Delivered.With(Assignment.Partitions.Select(p => p.Delivered));

    private void StartThread() => new Thread(Run) { Name = $"kafka-{GroupId}", IsBackground = true }.Start();

    private void Run()
    {
        var retry = new RetrySchedule(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));
        for (var failures = 0; !_stopping.IsCancellationRequested;)
        {
            var started = _services.Time.GetTimestamp();
            var loop = new ConsumeLoop(_services, _stopping.Token);
            Volatile.Write(ref _loop, loop);
            try
            {
                loop.Run();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (loop.Heartbeat.IsAbandoned)
            {
                // Another thread has long taken over.
                LogCameRound(GroupId, e.Message);
                return;
            }
            catch (Exception e)
            {
                // The top of the thread: whatever ended the loop, the group must not stay without a consumer.
                failures = _services.Time.GetElapsedTime(started) > SoundAfter ? 1 : failures + 1;
                _services.Status.Failed(e.Message);
                _services.Metrics.Rebuilt(GroupId);
                LogFailed(GroupId, e);
                Interlocked.CompareExchange(ref _loop, null, loop);
                _stopping.Token.WaitHandle.WaitOne(retry.DelayAfter(failures, Random.Shared.NextDouble()));
            }
        }

        _services.Status.Stopped();
        _stopped.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The consumer of group \"{Group}\" failed and is rebuilt.")]
    private partial void LogFailed(string group, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": the consume thread that was abandoned has ended: {Reason}")]
    private partial void LogCameRound(string group, string reason);
}
