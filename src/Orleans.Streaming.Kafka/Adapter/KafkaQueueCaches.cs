using System.Collections.Concurrent;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>The caches of a provider's pulling agents on this silo: one per running agent. Thread-safe.</summary>
internal sealed class KafkaQueueCaches(Func<QueueId, KafkaQueueCache> create) : IQueueAdapterCache
{
    private readonly ConcurrentDictionary<QueueId, KafkaQueueCache> _caches = new();

    public IQueueCache CreateQueueCache(QueueId queueId) => _caches[queueId] = create(queueId);

    /// <summary>The cache of the agent that was last started for a queue.</summary>
    public KafkaQueueCache Of(QueueId queueId) => _caches[queueId];
}
