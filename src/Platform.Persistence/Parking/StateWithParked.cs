namespace Platform.Persistence.Parking;

/// <summary>A state and the parked records of its entity, as one value of a storage that can't keep rows of its own.</summary>
[GenerateSerializer, Alias("platform.state-with-parked")]
internal sealed class StateWithParked
{
    /// <summary>The serialized state; null where none was written.</summary>
    [Id(0)]
    public byte[]? State { get; set; }

    /// <summary>The parked and dropped records, by sequence.</summary>
    [Id(1)]
    public ParkedRecord[] Records { get; set; } = [];

    /// <summary>The quarantine, or null.</summary>
    [Id(2)]
    public QuarantinedEntity? Quarantine { get; set; }
}
