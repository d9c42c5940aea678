using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The pulling agent's hand on one partition: each read moves what was consumed into keyed delivery, or to the agent where the
/// topic is streams. Without a running agent nothing is delivered. Owned by its agent's scheduler.
/// </summary>
internal sealed class KafkaPartitionReceiver(QueueId queue, KafkaConsumerGroup group, KafkaQueueCache cache) : IQueueAdapterReceiver
{
    // The agent rests for a timer period after an empty read; a long read makes that rare, and a stop need not wait for it.
    private static readonly TimeSpan ReadMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RewindPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan WaitForAssignment = TimeSpan.FromMilliseconds(20);

    private readonly string _topic = PartitionQueues.ToPartition(queue).Topic;
    private readonly int _partition = PartitionQueues.ToPartition(queue).Partition;
    private AssignedPartition? _attached;

    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops. Nothing was taken that is not in the partition's own queue, where the next agent finds it.
            return [];
        }
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public async Task Shutdown(TimeSpan timeout)
    {
        await cache.CloseAsync();
        if (_attached is not { } assigned)
        {
            return;
        }

        _attached = null;
        var services = group.Services;
        try
        {
            await assigned.StopDeliveryAsync().WaitAsync(services.Options.DrainTimeout, services.Time);
            await services.RequestCommitAsync().WaitAsync(services.Options.DrainTimeout, services.Time);
        }
        catch (TimeoutException)
        {
            // What is still in flight or not committed is delivered again.
        }
    }

    private async Task<IList<IBatchContainer>> ReadAsync(CancellationToken cancellationToken)
    {
        var time = group.Services.Time;
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < ReadMax)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Looked up anew each time: a partition that left and came back is another assignment.
            if (group.Assignment.Find(_topic, _partition) is not { } assigned)
            {
                await Task.Delay(WaitForAssignment, time, cancellationToken);
                continue;
            }

            if (!ReferenceEquals(_attached, assigned))
            {
                _attached = assigned;
                cache.Attach(assigned.TopicId, assigned.StreamFloor);
                assigned.StartDelivery();
            }

            // Taking is the last thing done: what is taken reaches the cache.
            if (assigned.TakeBatches() is { Count: > 0 } records)
            {
                return records;
            }

            if (cache.TakeWakes() is { Count: > 0 } wakes)
            {
                return wakes;
            }

            await assigned.PumpAsync(cache.IsRewinding ? RewindPoll : ReadMax, cancellationToken);
        }

        return [];
    }
}
