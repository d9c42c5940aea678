using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>
/// The entities that are in this silo's memory: they take their events without a call, and there are not more of them than may be. One
/// that no silo has is begun here without an activation, if its kind needs none. Thread-safe.
/// </summary>
/// <remarks>
/// With one more, the first in line that is idle and was not used since it was looked at last is ended; the other ones that are
/// looked at go to the end of the line (the clock algorithm: nearly the least recently used, at no cost for a use). Where all are in
/// use there may be more of them for a while.
/// </remarks>
/// <param name="countMax">How many there may be.</param>
/// <param name="claims">Which entities have an activation.</param>
/// <param name="lateWrites">The rows that wait for more events.</param>
internal sealed class LocalEntities(int countMax, EntityClaims claims, LateWrites lateWrites) : ILocalEventReceivers
{
    // For each entity that is added: enough to get below the limit again, and no long walk.
    private const int LooksMax = 4;

    // From so many places for each entity on, those of entities that ended by themselves are looked for.
    private const int EndedShare = 4;

    private readonly ConcurrentDictionary<GrainId, ILocalEntity> _entities = new();
    private readonly ConcurrentQueue<(GrainId Grain, ILocalEntity Entity)> _line = new();

    // Null: its activations name different kinds, so none may stand for the others.
    private readonly ConcurrentDictionary<GrainType, IEntityKind?> _kinds = new();

    // The dictionary's own count takes all of its locks, the queue's walks through it.
    private int _count;
    private int _inLine;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many places the line has, with those of entities that ended by themselves.</summary>
    public int InLine => Volatile.Read(ref _inLine);

    private bool IsOverfull => Volatile.Read(ref _count) > countMax;

    /// <summary>Whether an entity is in memory.</summary>
    /// <param name="grain">The entity.</param>
    public bool Has(GrainId grain) => _entities.ContainsKey(grain);

    /// <inheritdoc/>
    public bool TryReceive(GrainId grain, EventBatch batch, IBatchCallback callback, bool isWhole)
    {
        while (true)
        {
            if (!_entities.TryGetValue(grain, out var entity))
            {
                if (!isWhole || !MayBegin(grain, out var kind))
                {
                    return false;
                }

                Begin(grain, kind);
            }
            else if (!isWhole && entity is IUnactivatedEntity)
            {
                // It began when all of it was here. Its activation claims it, from the other silos too.
                return false;
            }
            else if (entity.TryReceive(batch, callback))
            {
                return true;
            }
            else if (!entity.HasEnded)
            {
                return false;
            }
            else
            {
                // It ended in between: the next one takes the batch.
                Remove(grain, entity);
            }
        }
    }

    /// <inheritdoc/>
    // What is on its way belongs to partitions that did not come now.
    public void PartitionsAssigned(bool isStateLost)
    {
        if (isStateLost)
        {
            GiveUpAll();
        }
        else
        {
            EndIdle();
        }
    }

    /// <inheritdoc/>
    public void MakeRoom() => lateWrites.MakeRoom();

    /// <inheritdoc/>
    public void Flush() => lateWrites.Flush();

    /// <summary>Ends all that have no activation and nothing on its way: the next batch reads again what is stored.</summary>
    public void EndIdle()
    {
        foreach (var (grain, entity) in _entities)
        {
            if (entity is IUnactivatedEntity && entity.TryEnd())
            {
                Remove(grain, entity);
            }
        }
    }

    /// <summary>Ends all, whatever is on its way.</summary>
    /// <returns>How many there were.</returns>
    public int GiveUpAll()
    {
        var count = 0;
        foreach (var entity in _entities.Values)
        {
            entity.GiveUp();
            count++;
        }

        return count;
    }

    /// <summary>
    /// An activation names its kind. From then on entities of its class may be begun without an activation, if they need none and
    /// all activations name the same.
    /// </summary>
    /// <param name="type">The grain's type.</param>
    /// <param name="kind">The kind.</param>
    public void Know(GrainType type, IEntityKind kind)
    {
        if (_kinds.TryGetValue(type, out var known))
        {
            if (known is not null && !known.IsSameAs(kind))
            {
                _kinds[type] = null;
            }
        }
        else if (kind.NeedsNoActivation)
        {
            _kinds.TryAdd(type, kind);
        }
    }

    /// <summary>Ends an entity that has no activation, because one begins. Later batches are for the activation.</summary>
    /// <param name="grain">The entity, which is claimed.</param>
    /// <returns>Completes when what it took has ended: as <see cref="IUnactivatedEntity.CloseAsync"/>.</returns>
    public Task<string?> CloseAsync(GrainId grain)
    {
        if (!_entities.TryGetValue(grain, out var entity) || entity is not IUnactivatedEntity unactivated)
        {
            return Task.FromResult<string?>(null);
        }

        Remove(grain, entity);
        return unactivated.CloseAsync();
    }

    /// <summary>An activation begins, or an entity without one.</summary>
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

        EnterLine(grain, entity);
    }

    /// <summary>An activation ends, or an entity without one.</summary>
    public void Remove(GrainId grain, ILocalEntity entity)
    {
        if (_entities.TryRemove(KeyValuePair.Create(grain, entity)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private bool MayBegin(GrainId grain, [NotNullWhen(true)] out IEntityKind? kind)
    {
        kind = null;
        return claims.MayBegin(grain) && _kinds.TryGetValue(grain.Type, out kind) && kind is not null;
    }

    private void Begin(GrainId grain, IEntityKind kind)
    {
        var entity = kind.Begin(grain);
        if (!_entities.TryAdd(grain, entity))
        {
            return;
        }

        Interlocked.Increment(ref _count);
        if (claims.MayBegin(grain))
        {
            EnterLine(grain, entity);
        }
        else
        {
            // Claimed meanwhile: who claims either finds it here, or is found here.
            Remove(grain, entity);
        }
    }

    private void EnterLine(GrainId grain, ILocalEntity entity)
    {
        Enqueue((grain, entity));
        for (var look = 0; look < LooksMax && (IsOverfull || InLine > EndedShare * (Volatile.Read(ref _count) + 1)); look++)
        {
            LookAtNext();
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

        if (!IsOverfull || next.Entity.TakeUse() || !next.Entity.TryEnd())
        {
            Enqueue(next);
            return;
        }

        Remove(next.Grain, next.Entity);
    }
}
