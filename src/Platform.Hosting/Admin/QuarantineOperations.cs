using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Admin;

/// <summary>What operators do with quarantined entities. Thread-safe.</summary>
internal sealed partial class QuarantineOperations(IGrainFactory grains, IClusterConnection cluster, ILogger<QuarantineOperations> logger)
{
    private const int PageSize = 500;
    private const int RedrivesAtOnce = 16;

    private readonly ILogger _logger = logger;

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

    /// <summary>Begins the redrive of every entity stopped by one kind of error. Each is durable by itself, and one that fails is reported and stops none; a repeated call takes up the rest.</summary>
    public async Task<RedriveAllResponse> RedriveAllAsync(string errorType, CancellationToken cancellationToken)
    {
        var tally = new RedriveTally();
        QuarantinedEntity[] page;
        QuarantinedEntity? last = null;
        do
        {
            page = await ListAsync(new QuarantineQuery { ErrorType = errorType, AfterGrain = last?.Grain, AfterKey = last?.Key, Limit = PageSize });
            var limit = new ParallelOptions { MaxDegreeOfParallelism = RedrivesAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(page, limit, async (entity, _) => await BeginAsync(entity, tally));
            last = page.LastOrDefault();
        }
        while (page.Length == PageSize);
        return tally.ToResponse();
    }

    private async Task BeginAsync(QuarantinedEntity entity, RedriveTally tally)
    {
        try
        {
            if (await Entity(entity.Grain, entity.Key).Redrive() is { } waiting)
            {
                tally.Begun(entity, waiting);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever stops one entity is reported, and stops no other.
            LogNotBegun(entity.Grain, entity.Key, exception);
            tally.Failed(entity, exception.Message);
        }
    }

    private IQuarantineDirectory Directory => Grains.GetGrain<IQuarantineDirectory>(0);

    // A client that never connected knows no grain types: calling one would look like a bug.
    private IGrainFactory Grains => cluster.IsConnected ? grains : throw new ClusterUnavailableException();

    private IEntityOperations Entity(string grain, string key) => Grains.GetGrain<IEntityOperations>(GrainId.Create(grain, key));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The redrive of {Grain}/{Key} could not be started.")]
    private partial void LogNotBegun(string grain, string key, Exception exception);
}
