namespace Platform.Processing;

/// <summary>
/// An entity's durable versions whose outputs, or those of an older one, are not acknowledged: from the oldest to the newest, as they
/// are answered. Owned by its writer's lock; a structure that is changed in place.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
internal struct PublishedVersions<TState>
    where TState : class
{
    private EntityVersion<TState>? _first;

    /// <summary>Makes an empty one.</summary>
    public PublishedVersions()
    {
    }

    /// <summary>The newest; null where there is none.</summary>
    public EntityVersion<TState>? Last { get; private set; }

    /// <summary>The outputs of durable versions that are not acknowledged, oldest first.</summary>
    public PendingOutput[] Unacknowledged { get; private set; } = [];

    /// <summary>How many versions' outputs are on their way.</summary>
    public int Count { get; private set; }

    /// <summary>A version is durable.</summary>
    /// <param name="version">The version.</param>
    /// <param name="isPublishing">Whether its outputs go out now; else nothing of it is awaited.</param>
    public void Add(EntityVersion<TState> version, bool isPublishing)
    {
        Unacknowledged = With(version.Outputs);
        version.IsAcknowledged = !isPublishing;
        Count += isPublishing ? 1 : 0;
        if (Last is null)
        {
            _first = version;
        }
        else
        {
            Last.Next = version;
        }

        Last = version;
    }

    /// <summary>The outputs of a version are on their way no longer.</summary>
    public void End(EntityVersion<TState> version)
    {
        Count--;
        version.IsAcknowledged = true;
    }

    /// <summary>Removes the oldest version where it has ended: versions are answered in their order.</summary>
    /// <param name="any">Whether it is removed though it has not.</param>
    /// <returns>Null where there is none.</returns>
    public EntityVersion<TState>? TryRemoveFirst(bool any)
    {
        if (_first is not { } first || !(any || first.IsAcknowledged))
        {
            return null;
        }

        _first = first.Next;
        Last = _first is null ? null : Last;
        return first;
    }

    /// <summary>Those that are not acknowledged, with newer ones.</summary>
    public readonly PendingOutput[] With(PendingOutput[] newer) => (Unacknowledged, newer) switch
    {
        ([], _) => newer,
        (var older, []) => older,
        var (older, _) => [.. older, .. newer],
    };

    /// <summary>Outputs are acknowledged.</summary>
    public void Forget(PendingOutput[] acknowledged) => Unacknowledged = acknowledged.Length == Unacknowledged.Length
        ? []
        : Array.FindAll(Unacknowledged, output => !Array.Exists(acknowledged, one => ReferenceEquals(one, output)));

    /// <summary>Hands over the outputs that are not acknowledged.</summary>
    public PendingOutput[] TakeUnacknowledged()
    {
        var outputs = Unacknowledged;
        Unacknowledged = [];
        return outputs;
    }
}
