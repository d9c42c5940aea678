namespace Platform.Persistence;

/// <summary>What one write does to an entity's parked records.</summary>
public sealed record ParkingChange
{
    /// <summary>The entity's quarantine after the write, or null where it has none.</summary>
    public required QuarantinedEntity? Quarantine { get; init; }

    /// <summary>Records that are parked, with sequences nobody had before.</summary>
    public IReadOnlyList<ParkedRecord> Add { get; init; } = [];

    /// <summary>Every parked record with this sequence or a lower one was redriven and is removed. 0 for none.</summary>
    public long RemoveThrough { get; init; }

    /// <summary>Records that are dropped, or null. They stay, marked with the reason, and are never redriven.</summary>
    public ParkedDrop? Drop { get; init; }

    /// <summary>Rejected outputs that are settled, or null.</summary>
    public SettledOutputs? Outputs { get; init; }
}
