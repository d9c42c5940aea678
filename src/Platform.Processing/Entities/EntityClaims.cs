using System.Collections.Concurrent;

namespace Platform.Processing;

/// <summary>
/// Which entities have an activation, in this silo or another: none of these is begun without one. Thread-safe.
/// </summary>
internal sealed class EntityClaims
{
    private readonly ConcurrentDictionary<GrainId, GrainAddress> _claims = new();
    private volatile bool _isKnown;

    /// <summary>Whether the claims of all silos are known here.</summary>
    public bool IsKnown
    {
        get => _isKnown;
        set => _isKnown = value;
    }

    /// <summary>Whether an entity may be begun without an activation.</summary>
    /// <param name="grain">The entity.</param>
    public bool MayBegin(GrainId grain) => _isKnown && !_claims.ContainsKey(grain);

    /// <summary>The claims of a silo's activations.</summary>
    /// <param name="silo">The silo.</param>
    public GrainAddress[] Of(SiloAddress silo) => [.. _claims.Values.Where(activation => silo.Equals(activation.SiloAddress))];

    /// <summary>An activation begins.</summary>
    /// <param name="activation">The activation.</param>
    public void Add(GrainAddress activation) => _claims[activation.GrainId] = activation;

    /// <summary>An activation has ended. A newer one's claim stays.</summary>
    /// <param name="activation">The activation.</param>
    public void Remove(GrainAddress activation) => _claims.TryRemove(KeyValuePair.Create(activation.GrainId, activation));

    /// <summary>Silos have ended.</summary>
    /// <param name="isEnded">Whether a silo is one of them.</param>
    public void RemoveWhere(Func<SiloAddress, bool> isEnded)
    {
        foreach (var activation in _claims.Values.Where(activation => isEnded(activation.SiloAddress!)))
        {
            Remove(activation);
        }
    }
}
