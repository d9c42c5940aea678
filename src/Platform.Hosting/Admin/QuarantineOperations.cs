using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Admin;

/// <summary>What operators do with quarantined entities. Thread-safe.</summary>
internal sealed class QuarantineOperations(IGrainFactory grains, IClusterConnection cluster)
{
    /// <summary>A page of the quarantined entities.</summary>
    public async Task<QuarantinedEntity[]> ListAsync(QuarantineQuery query) => await Directory.List(query);

    /// <summary>An entity's quarantine, or null.</summary>
    public async Task<QuarantinedEntity?> FindAsync(string grain, string key) => await Directory.Find(grain, key);

    /// <summary>What an entity has parked.</summary>
    public async Task<ParkedEvent[]> ParkedAsync(string grain, string key, long from, int limit) => await Directory.Parked(grain, key, from, limit);

    /// <summary>What was dropped of an entity.</summary>
    public async Task<ParkedEvent[]> DroppedAsync(string grain, string key, long from, int limit) => await Directory.Dropped(grain, key, from, limit);

    /// <summary>Begins an entity's redrive; null where it is not in quarantine.</summary>
    public async Task<long?> RedriveAsync(string grain, string key) =>
        await FindAsync(grain, key) is null ? null : await Entity(grain, key).Redrive();

    /// <summary>Drops what an entity has parked; null where it is not in quarantine.</summary>
    public async Task<long?> DropAsync(string grain, string key, long? sequence, string reason) =>
        await FindAsync(grain, key) is null ? null : await Entity(grain, key).Drop(sequence, reason);

    /// <summary>Begins the redrive of every entity stopped by one kind of error, or finds the one that is under way; null where too many are.</summary>
    public async Task<BulkRedriveReport?> RedriveAllAsync(string errorType) => await Grains.GetGrain<IBulkRedrive>(0).Begin(errorType);

    /// <summary>How far the last redrive of every entity stopped by one kind of error is, or null.</summary>
    public async Task<BulkRedriveReport?> FindRedriveAsync(string errorType) => await Grains.GetGrain<IBulkRedrive>(0).Find(errorType);

    private IQuarantineDirectory Directory => Grains.GetGrain<IQuarantineDirectory>(0);

    // A client that never connected knows no grain types: calling one would look like a bug.
    private IGrainFactory Grains => cluster.IsConnected ? grains : throw new ClusterUnavailableException();

    private IEntityOperations Entity(string grain, string key) => Grains.GetGrain<IEntityOperations>(GrainId.Create(grain, key));
}
