using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Calls the entities whose redrive is under way by the database, and the bulk redrive, so that they go on although their silo went away: at the
/// silo's start and at intervals.
/// </summary>
/// <param name="processing">The storage.</param>
/// <param name="grains">Reaches the entities.</param>
internal sealed class RedriveWatch(EventProcessing processing, IGrainFactory grains)
    : EntityWatch(processing, "redrives to go on with", processing.Options.RedriveCheckInterval)
{
    private static readonly QuarantineQuery Redriving = new() { OnlyRedriving = true, Limit = PageSize };

    private readonly EventProcessing _processing = processing;

    /// <inheritdoc/>
    protected override async ValueTask<QuarantineQuery?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IBulkRedrive>(0).Continue();
        }
        // As of an entity: the next round tries it again, and the other ones are called all the same.
        catch (Exception exception)
        {
            _processing.Logger.BulkRedriveNotCalled(exception);
        }

        return Redriving;
    }

    /// <inheritdoc/>
    protected override ValueTask CallAsync(GrainId id) => grains.GetGrain<IRedrivenEntity>(id).ContinueRedrive();
}
