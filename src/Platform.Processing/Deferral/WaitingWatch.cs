using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Sees to it that an event which waits for what never comes is found, also where nothing else comes for its entity: looks
/// now and then how far the awaited topics are read, and asks the entities in which an event waits for long.
/// </summary>
/// <param name="processing">The storage and the topics.</param>
/// <param name="grains">Reaches the entities.</param>
internal sealed class WaitingWatch(EventProcessing processing, IGrainFactory grains)
    : EntityWatch(processing, "events that wait too long", processing.Options.WaitingCheckInterval)
{
    private readonly EventProcessing _processing = processing;

    /// <inheritdoc/>
    protected override async ValueTask<QuarantineQuery?> FindAsync(CancellationToken cancellationToken)
    {
        await _processing.Awaited.LookAsync(cancellationToken);
        var age = _processing.Options.WaitingAge;
        return _processing.Awaited.MayBeOverdue(age) ? new QuarantineQuery { WaitsSince = _processing.Time.GetUtcNow() - age, Limit = PageSize } : null;
    }

    /// <inheritdoc/>
    protected override ValueTask AskAsync(GrainId id) => grains.GetGrain<IWaitingEntity>(id).CheckWaiting();
}
