namespace Platform.Processing;

/// <summary>
/// All that an entity keeps, as one value in one write: its state, what decides whether an event is new, and what is not
/// yet known to be published. Immutable, so that a reader may hold it while the next one is made.
/// </summary>
/// <typeparam name="TState">The entity's own state.</typeparam>
[GenerateSerializer, Immutable, Alias("platform.processing-state`1")]
internal sealed record ProcessingState<TState>
    where TState : class
{
    /// <summary>The entity's own state, or null where no event had an effect yet.</summary>
    [Id(0)]
    public TState? Entity { get; init; }

    /// <summary>How far the entity has come, per partition.</summary>
    [Id(1)]
    public PartitionPosition[] Positions { get; init; } = [];

    /// <summary>The window of recent event ids, packed by <see cref="RecentIdWindow"/>.</summary>
    [Id(2)]
    public byte[] RecentIds { get; init; } = [];

    /// <summary>The outputs that are not known to be published, oldest first.</summary>
    [Id(3)]
    public PendingOutput[] Outputs { get; init; } = [];

    /// <summary>Events that came before what they need, in order of arrival.</summary>
    [Id(4)]
    public DeferredEvent[] Deferred { get; init; } = [];

    /// <summary>Rejected events whose dead letters are not proven to be stored.</summary>
    [Id(5)]
    public Rejection[] Rejections { get; init; } = [];

    /// <summary>Why the entity takes no events at present, or null.</summary>
    [Id(6)]
    public Quarantine? Quarantine { get; init; }

    /// <summary>The highest sequence that a parked record ever got; 0 where none was parked yet. Never goes back.</summary>
    [Id(7)]
    public long LastSequence { get; init; }
}
