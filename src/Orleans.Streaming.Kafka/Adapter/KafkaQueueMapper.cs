using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Maps partitions to queues, one to one: all partitions of the topics, whoever reads them, as many as there are at the
/// moment. A stream (namespace = topic, key = record key) belongs to the partition that murmur2 gives its key. Thread-safe.
/// </summary>
internal sealed class KafkaQueueMapper(TopicDirectory topics) : IStreamQueueMapper
{
    public IEnumerable<QueueId> GetAllQueues() => topics.Topics
        .SelectMany(topic => Enumerable.Range(0, topic.Value.Partitions).Select(p => PartitionQueues.ToQueue(topic.Key, p)));

    public QueueId GetQueueForStream(StreamId streamId)
    {
        var topic = streamId.GetNamespace()
            ?? throw new ArgumentException("A Kafka stream's namespace is its topic; this stream has none.", nameof(streamId));
        return topics.Topics.TryGetValue(topic, out var seen)
            ? PartitionQueues.ToQueue(topic, Murmur2.PartitionOf(streamId.Key.Span, seen.Partitions))
            : throw new ArgumentException($"Topic \"{topic}\" is not read by this provider, or the brokers have not described it yet.", nameof(streamId));
    }
}
