using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>A partition is an Orleans queue: the queue's prefix is the topic, its number the partition. Pure.</summary>
internal static class PartitionQueues
{
    public static QueueId ToQueue(string topic, int partition) =>
        QueueId.GetQueueId(topic, (uint)partition, StableHash(topic, partition));

    public static (string Topic, int Partition) ToPartition(QueueId queue) =>
        (queue.GetStringNamePrefix(), (int)queue.GetNumericId());

    // FNV-1a: the same on every silo, unlike the framework's own hashes.
    private static uint StableHash(string topic, int partition)
    {
        var hash = 2166136261u;
        foreach (var c in topic)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (hash ^ (uint)partition) * 16777619u;
    }
}
