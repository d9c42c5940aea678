using System.Collections.Concurrent;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>The caches of a provider's pulling agents on this silo: one per running agent. Thread-safe.</summary>
/// <param name="create">Makes that of a partition that is delivered as streams; null for one that is delivered by key.</param>
internal sealed class KafkaQueueCaches(Func<QueueId, KafkaQueueCache?> create) : IQueueAdapterCache
{
    private readonly ConcurrentDictionary<QueueId, KafkaQueueCache> _caches = new();

    public IQueueCache CreateQueueCache(QueueId queueId) => create(queueId) is { } cache ? _caches[queueId] = cache : new KeyedQueueCache();

    /// <summary>The cache of the agent that was last started for a queue of streams.</summary>
    public KafkaQueueCache Of(QueueId queueId) => _caches[queueId];
}
