using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Gives this silo's pulling agents exactly the partitions that Kafka's consumer group assigned to this silo; Orleans' own
/// view of the cluster decides nothing. Thread-safe.
/// </summary>
internal sealed partial class KafkaQueueBalancer(KafkaConsumerGroup group, ILogger<KafkaQueueBalancer> logger) : IStreamQueueBalancer
{
    private readonly Lock _gate = new();
    private readonly List<IStreamQueueBalanceListener> _listeners = [];

    public Task Initialize(IStreamQueueMapper queueMapper)
    {
        group.Assignment.OnChange(() => _ = NotifyAsync());
        return Task.CompletedTask;
    }

    public Task Shutdown()
    {
        group.Assignment.OnChange(static () => { });
        return Task.CompletedTask;
    }

    public IEnumerable<QueueId> GetMyQueues() =>
        [.. group.Assignment.Partitions.Select(p => PartitionQueues.ToQueue(p.Topic, p.Partition))];

    public bool SubscribeToQueueDistributionChangeEvents(IStreamQueueBalanceListener observer)
    {
        lock (_gate)
        {
            if (_listeners.Contains(observer))
            {
                return false;
            }

            _listeners.Add(observer);
            return true;
        }
    }

    public bool UnSubscribeFromQueueDistributionChangeEvents(IStreamQueueBalanceListener observer)
    {
        lock (_gate)
        {
            return _listeners.Remove(observer);
        }
    }

    // The consume thread must not wait for agents to come and go.
    private async Task NotifyAsync()
    {
        IStreamQueueBalanceListener[] listeners;
        lock (_gate)
        {
            listeners = [.. _listeners];
        }

        foreach (var listener in listeners)
        {
            try
            {
                await listener.QueueDistributionChangeNotification();
            }
            catch (Exception e)
            {
                // The agents follow the next change; the receivers look up the assignment at every read.
                LogFailed(group.GroupId, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Group \"{Group}\": the pulling agents could not follow a new assignment.")]
    private partial void LogFailed(string group, Exception error);
}
