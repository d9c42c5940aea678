using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reads one partition for its pulling agent: each read moves what was consumed into the partition's delivery. Without a running
/// agent nothing is delivered. What the agent itself delivers is the subclass's. Owned by its agent's scheduler.
/// </summary>
internal abstract class PartitionReceiver(QueueId queue, KafkaConsumerGroup group) : IQueueAdapterReceiver
{
    // The agent rests for a timer period after an empty read; a long read makes that rare, and a stop need not wait for it.
    private static readonly TimeSpan ReadMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitForAssignment = TimeSpan.FromMilliseconds(20);

    private readonly string _topic = PartitionQueues.ToPartition(queue).Topic;
    private readonly int _partition = PartitionQueues.ToPartition(queue).Partition;
    private AssignedPartition? _attached;

    /// <summary>How long one wait for records lasts at most.</summary>
    protected virtual TimeSpan WaitMax => ReadMax;

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

    public virtual Task Shutdown(TimeSpan timeout) => WithinDrainTimeAsync(DrainAsync());

    /// <summary>An assignment begins to be read.</summary>
    protected abstract void Attach(AssignedPartition assigned);

    /// <summary>What the agent is to deliver now.</summary>
    protected abstract IList<IBatchContainer> Take();

    /// <summary>Waits for work that ends with the agent, for as long as a drain may take.</summary>
    protected async Task WithinDrainTimeAsync(Task work)
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

    private async Task DrainAsync()
    {
        if (_attached is { } assigned)
        {
            _attached = null;
            await assigned.StopDeliveryAsync().WaitAsync(group.Services.Options.DrainTimeout, group.Services.Time);
            await group.Services.RequestCommitAsync();
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
                Attach(assigned);
                assigned.StartDelivery();
            }

            // Read before what is there is taken: what comes after that does not wait for a long read.
            var wait = WaitMax;
            if (Take() is { Count: > 0 } taken)
            {
                return taken;
            }

            await assigned.PumpAsync(wait, cancellationToken);
        }

        return [];
    }
}
