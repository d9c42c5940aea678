namespace Platform.Processing;

/// <summary>What became of a batch's events; counted once the batch is durable. Owned by one fold.</summary>
internal sealed class FoldTally
{
    private List<string>? _ignored;
    private List<string>? _rejected;
    private List<DeferredFailure>? _deferredFailures;

    /// <summary>Events that changed the entity, deferred ones that were applied now too.</summary>
    public int Applied { get; set; }

    /// <summary>Events dropped because their position was received before.</summary>
    public int DuplicatesByPosition { get; set; }

    /// <summary>Events dropped because their id was seen before.</summary>
    public int DuplicatesById { get; set; }

    /// <summary>Events that were deferred.</summary>
    public int Deferred { get; set; }

    /// <summary>The reasons of the events that were ignored.</summary>
    public IReadOnlyList<string> Ignored => _ignored ?? (IReadOnlyList<string>)[];

    /// <summary>The kinds of error of the events that were rejected.</summary>
    public IReadOnlyList<string> Rejected => _rejected ?? (IReadOnlyList<string>)[];

    /// <summary>Events parked.</summary>
    public int Parked { get; set; }

    /// <summary>Parked events that were redriven.</summary>
    public int Redriven { get; set; }

    /// <summary>Parked events dropped.</summary>
    public long Dropped { get; set; }

    /// <summary>Why the entity was put into quarantine, or stays there after a redrive; else null.</summary>
    public EventFailure? Quarantined { get; set; }

    /// <summary>The deferred events whose turn came and whose rules threw; they stay deferred.</summary>
    public IReadOnlyList<DeferredFailure> DeferredFailures => _deferredFailures ?? (IReadOnlyList<DeferredFailure>)[];

    public void Ignore(string reason) => (_ignored ??= []).Add(reason);

    public void Reject(string errorType) => (_rejected ??= []).Add(errorType);

    public void FailDeferred(DeferredFailure failure) => (_deferredFailures ??= []).Add(failure);
}
