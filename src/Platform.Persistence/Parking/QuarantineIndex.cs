namespace Platform.Persistence.Parking;

/// <summary>Which entities are in quarantine, as one value. For storages in memory only: it grows with them.</summary>
[GenerateSerializer, Alias("platform.quarantine-index")]
internal sealed class QuarantineIndex
{
    /// <summary>The entities.</summary>
    [Id(0)]
    public List<QuarantinedEntity> Entities { get; set; } = [];
}
