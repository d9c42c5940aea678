using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>The receiver of a partition whose records are Orleans streams: what was read goes to the agent, through its cache.</summary>
internal sealed class StreamPartitionReceiver(QueueId queue, KafkaConsumerGroup group, KafkaQueueCache cache) : PartitionReceiver(queue, group)
{
    private static readonly TimeSpan RewindPoll = TimeSpan.FromMilliseconds(10);

    private StreamDelivery? _delivery;

    protected override TimeSpan WaitMax => cache.IsRewinding ? RewindPoll : base.WaitMax;

    public override async Task Shutdown(TimeSpan timeout)
    {
        // What its subscribers are past is finished at once; what is being read again may wait for the brokers.
        var closed = cache.CloseAsync();
        await base.Shutdown(timeout);
        await WithinDrainTimeAsync(closed);
    }

    protected override void Attach(AssignedPartition assigned)
    {
        _delivery = assigned.Streams ?? throw new InvalidOperationException($"{assigned.Topic}[{assigned.Partition}] is not delivered as streams.");
        cache.Attach(_delivery, assigned.TopicId, _delivery.NextOffset ?? assigned.Committable);
    }

    protected override IList<IBatchContainer> Take()
    {
        // What is taken reaches the cache, or is handed out once more.
        if (cache.TakeMissed() is { Count: > 0 } missed)
        {
            return missed;
        }

        return _delivery!.TakeBatches() is { Count: > 0 } records ? cache.HandOut(records) : cache.TakeWakes();
    }
}
