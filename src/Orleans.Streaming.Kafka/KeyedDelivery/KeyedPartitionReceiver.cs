using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>The receiver of a partition whose records go to grains by key: the agent itself delivers nothing.</summary>
internal sealed class KeyedPartitionReceiver(QueueId queue, KafkaConsumerGroup group) : PartitionReceiver(queue, group)
{
    protected override void Attach(AssignedPartition assigned)
    {
    }

    protected override IList<IBatchContainer> Take() => [];
}
