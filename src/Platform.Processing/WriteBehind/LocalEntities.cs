using System.Collections.Concurrent;
using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>
/// The entities that are active in this silo: they take their events without a call, and there are not more of them than may be.
/// Thread-safe.
/// </summary>
/// <remarks>
/// With one more, the first in line that is idle and was not used since it was looked at last is deactivated; the other ones that are
/// looked at go to the end of the line (the clock algorithm: nearly the least recently used, at no cost for a use). Where all are in
/// use there may be more of them for a while.
/// </remarks>
/// <param name="countMax">How many there may be.</param>
internal sealed class LocalEntities(int countMax) : ILocalEventReceivers
{
    // For each entity that is added: enough to get below the limit again, and no long walk.
    private const int LooksMax = 4;

    // From so many places for each entity on, those of entities that ended by themselves are looked for.
    private const int EndedShare = 4;

    private readonly ConcurrentDictionary<GrainId, ILocalEntity> _entities = new();
    private readonly ConcurrentQueue<(GrainId Grain, ILocalEntity Entity)> _line = new();

    // The dictionary's own count takes all of its locks, the queue's walks through it.
    private int _count;
    private int _inLine;

    /// <summary>How many places the line has, with those of entities that ended by themselves.</summary>
    public int InLine => Volatile.Read(ref _inLine);

    private bool IsOverfull => Volatile.Read(ref _count) > countMax;

    /// <inheritdoc/>
    public bool TryReceive(GrainId grain, EventBatch batch, IBatchCallback callback) =>
        _entities.TryGetValue(grain, out var entity) && entity.TryReceive(batch, callback);

    /// <summary>An activation begins.</summary>
    public void Add(GrainId grain, ILocalEntity entity)
    {
        if (!_entities.TryAdd(grain, entity))
        {
            // The one before it has not been removed yet.
            _entities[grain] = entity;
        }
        else
        {
            Interlocked.Increment(ref _count);
        }

        Enqueue((grain, entity));
        for (var look = 0; look < LooksMax && (IsOverfull || InLine > EndedShare * (Volatile.Read(ref _count) + 1)); look++)
        {
            LookAtNext();
        }
    }

    /// <summary>An activation ends.</summary>
    public void Remove(GrainId grain, ILocalEntity entity)
    {
        if (_entities.TryRemove(KeyValuePair.Create(grain, entity)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private void Enqueue((GrainId Grain, ILocalEntity Entity) place)
    {
        _line.Enqueue(place);
        Interlocked.Increment(ref _inLine);
    }

    private void LookAtNext()
    {
        if (!_line.TryDequeue(out var next))
        {
            return;
        }

        Interlocked.Decrement(ref _inLine);
        if (!_entities.TryGetValue(next.Grain, out var current) || !ReferenceEquals(current, next.Entity))
        {
            // Ended by itself.
            return;
        }

        if (!IsOverfull || next.Entity.TakeUse() || !next.Entity.IsIdle)
        {
            Enqueue(next);
            return;
        }

        Remove(next.Grain, next.Entity);
        next.Entity.Deactivate();
    }
}
