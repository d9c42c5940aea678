using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Maps partitions to queues, one to one. A stream (namespace = topic, key = record key) belongs to the partition that
/// murmur2 gives its key. Thread-safe; immutable.
/// </summary>
internal sealed class KafkaQueueMapper(IReadOnlyDictionary<string, int> partitionCounts) : IStreamQueueMapper
{
    public IEnumerable<QueueId> GetAllQueues() => partitionCounts
        .SelectMany(topic => Enumerable.Range(0, topic.Value).Select(p => PartitionQueues.ToQueue(topic.Key, p)));

    public QueueId GetQueueForStream(StreamId streamId)
    {
        var topic = streamId.GetNamespace()
            ?? throw new ArgumentException("A Kafka stream's namespace is its topic; this stream has none.", nameof(streamId));
        return partitionCounts.TryGetValue(topic, out var count)
            ? PartitionQueues.ToQueue(topic, Murmur2.PartitionOf(streamId.Key.Span, count))
            : throw new ArgumentException($"Topic \"{topic}\" is not read by this provider.", nameof(streamId));
    }
}
