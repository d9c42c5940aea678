using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Wakes the entities whose redrive is under way in the database and perhaps in nobody's hands: at the silo's start, and now
/// and then, for those whose silo went away. Waking one that is awake changes nothing.
/// </summary>
/// <param name="processing">The storage.</param>
/// <param name="grains">Reaches the entities.</param>
internal sealed class RedriveWatch(EventProcessing processing, IGrainFactory grains) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int PageSize = 100;
    private const int WokenAtOnceMax = 16;

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(RedriveWatch), ServiceLifecycleStage.Active, Start, StopAsync);

    /// <summary>Wakes all of them once. One that can't be woken is logged and keeps no other from it.</summary>
    /// <param name="cancellationToken">Ends it between two entities.</param>
    public async Task WakeAllAsync(CancellationToken cancellationToken)
    {
        QuarantinedEntity? last = null;
        IReadOnlyList<QuarantinedEntity> page;
        do
        {
            page = await processing.Parking.ListQuarantinedAsync(
                new QuarantineQuery { OnlyRedriving = true, AfterGrain = last?.Grain, AfterKey = last?.Key, Limit = PageSize });
            var limits = new ParallelOptions { MaxDegreeOfParallelism = WokenAtOnceMax, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(page, limits, async (entity, _) => await WakeAsync(entity));
            last = page.Count > 0 ? page[^1] : last;
        }
        while (page.Count == PageSize);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        _watching = WatchAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching.WaitAsync(cancellationToken);
    }

    private async Task WakeAsync(QuarantinedEntity entity)
    {
        try
        {
            await grains.GetGrain<IEntityOperations>(GrainId.Create(entity.Grain, entity.Key)).Redrive();
        }
        // Whatever is the matter with this one, the next round tries it again, and the others are not to blame.
        catch (Exception exception)
        {
            processing.Logger.RedriveNotWoken(exception, entity.Grain, entity.Key);
        }
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WakeAllAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            // The top of the loop: the database or an entity may be away for a while; the next round tries again.
            catch (Exception exception)
            {
                processing.Logger.RedriveWatchFailed(exception);
            }

            await Task.Delay(processing.Options.RedriveCheckInterval, processing.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
