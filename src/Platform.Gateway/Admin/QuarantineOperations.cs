using Platform.Gateway.Cluster;
using Platform.Gateway.Errors;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Gateway.Admin;

/// <summary>What operators ask of quarantined entities. Thread-safe.</summary>
internal sealed class QuarantineOperations(IGrainFactory grains, IClusterConnection cluster)
{
    private const int PageSize = 500;
    private const int RedrivesAtOnce = 16;

    /// <summary>A page of the quarantined entities.</summary>
    public async Task<QuarantinedEntity[]> ListAsync(QuarantineQuery query) => await Directory.List(query);

    /// <summary>An entity's quarantine, or null.</summary>
    public async Task<QuarantinedEntity?> FindAsync(string grain, string key) => await Directory.Find(grain, key);

    /// <summary>What an entity has parked.</summary>
    public async Task<ParkedRecord[]> ParkedAsync(string grain, string key, long from, int limit) => await Directory.Parked(grain, key, from, limit);

    /// <summary>What was dropped of an entity.</summary>
    public async Task<ParkedRecord[]> DroppedAsync(string grain, string key, long from, int limit) => await Directory.Dropped(grain, key, from, limit);

    /// <summary>Begins an entity's redrive; null where it is not in quarantine.</summary>
    public async Task<long?> RedriveAsync(string grain, string key) =>
        await FindAsync(grain, key) is null ? null : await Entity(grain, key).Redrive();

    /// <summary>Drops what an entity has parked; null where it is not in quarantine.</summary>
    public async Task<long?> DropAsync(string grain, string key, long? sequence, string reason) =>
        await FindAsync(grain, key) is null ? null : await Entity(grain, key).Drop(sequence, reason);

    /// <summary>Begins the redrive of every entity stopped by one kind of error. Each is durable by itself; asking again takes up the rest.</summary>
    public async Task<RedriveAllAnswer> RedriveAllAsync(string errorType, CancellationToken cancellationToken)
    {
        long entities = 0, events = 0;
        QuarantinedEntity[] page;
        QuarantinedEntity? last = null;
        do
        {
            page = await ListAsync(new QuarantineQuery { ErrorType = errorType, AfterGrain = last?.Grain, AfterKey = last?.Key, Limit = PageSize });
            var limit = new ParallelOptions { MaxDegreeOfParallelism = RedrivesAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(page, limit, async (entity, _) =>
            {
                if (await Entity(entity.Grain, entity.Key).Redrive() is { } waiting)
                {
                    Interlocked.Increment(ref entities);
                    Interlocked.Add(ref events, waiting);
                }
            });
            last = page.LastOrDefault();
        }
        while (page.Length == PageSize);
        return new RedriveAllAnswer(entities, events);
    }

    private IQuarantineDirectory Directory => Grains.GetGrain<IQuarantineDirectory>(0);

    // A client that never connected knows no grain types: asking it would look like a bug.
    private IGrainFactory Grains => cluster.IsConnected ? grains : throw new ClusterUnavailableException();

    private IEntityOperations Entity(string grain, string key) => Grains.GetGrain<IEntityOperations>(GrainId.Create(grain, key));
}
