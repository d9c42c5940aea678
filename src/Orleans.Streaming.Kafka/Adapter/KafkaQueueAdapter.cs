using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>Reading through one receiver per partition, producing through one producer. Thread-safe.</summary>
internal sealed class KafkaQueueAdapter(string name, KafkaConsumerGroup group, KafkaQueueCaches caches, StreamProducer producer) : IQueueAdapter
{
    public string Name => name;

    public bool IsRewindable => true;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) =>
        group.Services.Routes[PartitionQueues.ToPartition(queueId).Topic].Stream is null
            ? new KeyedPartitionReceiver(queueId, group)
            : new StreamPartitionReceiver(queueId, group, caches.Of(queueId));

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        producer.SendAsync(streamId, events, requestContext);
}
