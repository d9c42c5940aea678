using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Sees to it that an event which waits for what never comes is found, also where nothing else comes for its entity: looks
/// now and then how far the awaited topics are read, and asks the entities in which an event waits for long, which stand in the
/// database. Asking one twice changes nothing, so every silo may.
/// </summary>
/// <param name="processing">The storage and the topics.</param>
/// <param name="grains">Reaches the entities.</param>
internal sealed class WaitingWatch(EventProcessing processing, IGrainFactory grains) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int PageSize = 100;

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(WaitingWatch), ServiceLifecycleStage.Active, Start, StopAsync);

    /// <summary>Looks once at the topics, and asks once every entity in which an event waits for long.</summary>
    /// <param name="cancellationToken">Ends it between two entities.</param>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await processing.Awaited.LookAsync(cancellationToken);
        if (!processing.Awaited.MayBeOverdue(processing.Options.WaitingAge))
        {
            return;
        }

        var query = new QuarantineQuery { WaitsSince = processing.Time.GetUtcNow() - processing.Options.WaitingAge, Limit = PageSize };
        IReadOnlyList<QuarantinedEntity> page;
        do
        {
            page = await processing.Parking.ListQuarantinedAsync(query);
            foreach (var entity in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await grains.GetGrain<IWaitingEntity>(GrainId.Create(entity.Grain, entity.Key)).CheckWaiting();
                query = query with { AfterGrain = entity.Grain, AfterKey = entity.Key };
            }
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

    private async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            // The top of the loop: the database or an entity may be away for a while; the next round tries again.
            catch (Exception exception)
            {
                processing.Logger.WaitingWatchFailed(exception);
            }

            await Task.Delay(processing.Options.WaitingCheckInterval, processing.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
