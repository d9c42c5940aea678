namespace Platform.Processing;

/// <summary>What became of a batch's events; counted once the batch is durable. Owned by one fold.</summary>
internal sealed class FoldTally
{
    /// <summary>Events that changed the entity, released waiting ones too.</summary>
    public int Applied { get; set; }

    /// <summary>Events dropped because their position was received before.</summary>
    public int RepeatsByPosition { get; set; }

    /// <summary>Events dropped because their id was seen before.</summary>
    public int RepeatsById { get; set; }

    /// <summary>Events put to wait.</summary>
    public int Waiting { get; set; }

    /// <summary>The reasons of the events that were ignored.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>The kinds of error of the events that were refused.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>Events parked.</summary>
    public int Parked { get; set; }

    /// <summary>Parked events handed back.</summary>
    public int Redriven { get; set; }

    /// <summary>Parked events dropped.</summary>
    public long Dropped { get; set; }

    /// <summary>Why the entity was put into quarantine, or stays there after a redrive; else null.</summary>
    public EventFailure? Quarantined { get; set; }

    /// <summary>The waiting events whose turn came and whose rules threw; they go on waiting.</summary>
    public List<WaitingFailure> WaitingFailures { get; } = [];
}
