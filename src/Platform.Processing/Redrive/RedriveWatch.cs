using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Wakes the entities whose redrive is under way in the database and perhaps in nobody's hands: at the silo's start, and now
/// and then, for those whose silo went away.
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
    protected override ValueTask AskAsync(GrainId id) => grains.GetGrain<IRedrivenEntity>(id).ContinueRedrive();
}
