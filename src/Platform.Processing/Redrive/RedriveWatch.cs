using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Calls the entities whose redrive is under way by the database, so that it goes on although its silo went away: at the silo's
/// start and at intervals.
/// </summary>
/// <param name="processing">The storage.</param>
/// <param name="grains">Reaches the entities.</param>
internal sealed class RedriveWatch(EventProcessing processing, IGrainFactory grains)
    : EntityWatch(processing, "redrives to go on with", processing.Options.RedriveCheckInterval)
{
    private static readonly QuarantineQuery Redriving = new() { OnlyRedriving = true, Limit = PageSize };

    /// <inheritdoc/>
    protected override ValueTask<QuarantineQuery?> FindAsync(CancellationToken cancellationToken) => ValueTask.FromResult<QuarantineQuery?>(Redriving);

    /// <inheritdoc/>
    protected override ValueTask CallAsync(GrainId id) => grains.GetGrain<IRedrivenEntity>(id).ContinueRedrive();
}
