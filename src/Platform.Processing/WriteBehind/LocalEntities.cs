using System.Collections.Concurrent;
using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>The entities that are active in this silo: they take their events without a call. Thread-safe.</summary>
internal sealed class LocalEntities : ILocalEventReceivers
{
    private readonly ConcurrentDictionary<GrainId, ILocalEntity> _entities = new();

    /// <summary>How many there are.</summary>
    public int Count => _entities.Count;

    /// <inheritdoc/>
    public bool TryReceive(GrainId grain, EventBatch batch, IBatchCallback callback) =>
        _entities.TryGetValue(grain, out var entity) && entity.TryReceive(batch, callback);

    /// <summary>An activation begins.</summary>
    public void Add(GrainId grain, ILocalEntity entity) => _entities[grain] = entity;

    /// <summary>An activation ends.</summary>
    public void Remove(GrainId grain, ILocalEntity entity) => _entities.TryRemove(KeyValuePair.Create(grain, entity));
}
