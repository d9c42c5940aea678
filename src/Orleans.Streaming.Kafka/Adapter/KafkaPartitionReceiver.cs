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
        // What its subscribers are past is finished at once; what is being read again may wait for the brokers.
        var closed = cache.CloseAsync();
        await WithinDrainTimeAsync(DrainAsync());
        await WithinDrainTimeAsync(closed);
    }

    private async Task DrainAsync()
    {
        if (_attached is { } assigned)
        {
            _attached = null;
            await assigned.StopDeliveryAsync().WaitAsync(group.Services.Options.DrainTimeout, group.Services.Time);
            await group.Services.RequestCommitAsync();
        }
    }

    private async Task WithinDrainTimeAsync(Task work)
    {
        try
        {
            await work.WaitAsync(group.Services.Options.DrainTimeout, group.Services.Time);
        }
        catch (TimeoutException)
        {
            // What is still in flight or not committed is delivered again; a request to the brokers ends by itself.
        }
    }

    private async Task<IList<IBatchContainer>> ReadAsync(CancellationToken cancellationToken)
    {
        var time = group.Services.Time;
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < ReadMax)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Looked up again each time: a partition that left and came back is another assignment.
            if (group.Assignment.Find(_topic, _partition) is not { } assigned)
            {
                await Task.Delay(WaitForAssignment, time, cancellationToken);
                continue;
            }

            if (!ReferenceEquals(_attached, assigned))
            {
                _attached = assigned;
                if (assigned.Streams is { } streams)
                {
                    cache.Attach(streams, assigned.TopicId, assigned.StreamFloor);
                }

                assigned.StartDelivery();
            }

            // Taking is the last thing done: what is taken reaches the cache, or is handed out once more.
            if (cache.TakeMissed() is { Count: > 0 } missed)
            {
                return missed;
            }

            if (assigned.TakeBatches() is { Count: > 0 } records)
            {
                return cache.HandOut(records);
            }

            // Before the wakes are looked for: what comes after them does not wait for a long read.
            var wait = cache.IsRewinding ? RewindPoll : ReadMax;
            if (cache.TakeWakes() is { Count: > 0 } wakes)
            {
                return wakes;
            }

            await assigned.PumpAsync(wait, cancellationToken);
        }

        return [];
    }
}
