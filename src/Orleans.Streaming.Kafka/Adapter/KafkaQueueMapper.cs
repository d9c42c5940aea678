using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Maps partitions to queues, one to one: all partitions of the topics, whoever reads them, as many as there are at the
/// moment. A stream belongs to the partition that murmur2 gives its key, in the topic its events are produced to. Thread-safe.
/// </summary>
internal sealed class KafkaQueueMapper(TopicDirectory topics, StreamNamespaces namespaces) : IStreamQueueMapper
{
    public IEnumerable<QueueId> GetAllQueues() => topics.Topics
        .SelectMany(topic => Enumerable.Range(0, topic.Value.Partitions).Select(p => PartitionQueues.ToQueue(topic.Key, p)));

    public QueueId GetQueueForStream(StreamId streamId)
    {
        var (topic, _) = namespaces.TopicOf(streamId);
        return topics.Topics.TryGetValue(topic, out var seen)
            ? PartitionQueues.ToQueue(topic, Murmur2.PartitionOf(streamId.Key.Span, seen.Partitions))
            : throw new ArgumentException($"Topic \"{topic}\" is not read by this provider, or the brokers have not described it yet.", nameof(streamId));
    }
}
