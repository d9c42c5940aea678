using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The consumer group's member on this silo: keeps one consume loop running on a thread of its own, and builds it anew when
/// it fails. Thread-safe.
/// </summary>
internal sealed partial class KafkaConsumerGroup(ConsumeServices services) : IDisposable
{
    private static readonly TimeSpan SoundAfter = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger = services.Loggers.CreateLogger<KafkaConsumerGroup>();
    private Thread? _thread;

    public ConsumeServices Services => services;

    public string GroupId => services.Options.GroupId;

    public GroupAssignment Assignment => services.Assignment;

    public void Start()
    {
        services.Metrics.Observe(Progress);
        _thread = new Thread(Run) { Name = $"kafka-{GroupId}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Drains, commits, leaves the group; completes when that is done.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (_thread is not null)
        {
            await _stopped.Task.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>How far the group is in each partition this silo owns.</summary>
    public IEnumerable<PartitionProgress> Progress() => Assignment.Partitions.Select(p =>
        new PartitionProgress(GroupId, p.Topic, p.Partition, p.Committed, Math.Max(p.LogEnd - p.Committed, 0)));

    private void Run()
    {
        var retry = new RetrySchedule(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));
        for (var failures = 0; !_stopping.IsCancellationRequested;)
        {
            var started = services.Time.GetTimestamp();
            try
            {
                new ConsumeLoop(services, _stopping.Token).Run();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // The top of the thread: whatever ended the loop, the group must not stay without a consumer.
                failures = services.Time.GetElapsedTime(started) > SoundAfter ? 1 : failures + 1;
                services.Status.Failed(e.Message);
                services.Metrics.Rebuilt(GroupId);
                LogFailed(GroupId, e);
                _stopping.Token.WaitHandle.WaitOne(retry.DelayAfter(failures, Random.Shared.NextDouble()));
            }
        }

        _stopped.SetResult();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The consumer of group \"{Group}\" failed and is built anew.")]
    private partial void LogFailed(string group, Exception error);
}
