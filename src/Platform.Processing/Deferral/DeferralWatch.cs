using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Finds events that are deferred until something comes that never does, also where nothing else comes for their entity: looks
/// at intervals how far the awaited topics are read, and calls the entities in which an event is deferred for long.
/// </summary>
/// <param name="processing">The storage and the topics.</param>
/// <param name="grains">Reaches the entities.</param>
internal sealed class DeferralWatch(EventProcessing processing, IGrainFactory grains)
    : EntityWatch(processing, "events that are deferred for too long", processing.Options.DeferralCheckInterval)
{
    private readonly EventProcessing _processing = processing;

    /// <inheritdoc/>
    protected override async ValueTask<QuarantineQuery?> FindAsync(CancellationToken cancellationToken)
    {
        await _processing.Awaited.LookAsync(cancellationToken);
        var age = _processing.Options.DeferredAgeMax;
        return _processing.Awaited.MayBeOverdue(age) ? new QuarantineQuery { DeferredSince = _processing.Time.GetUtcNow() - age, Limit = PageSize } : null;
    }

    /// <inheritdoc/>
    protected override ValueTask CallAsync(GrainId id) => grains.GetGrain<IDeferringEntity>(id).CheckDeferred();
}
