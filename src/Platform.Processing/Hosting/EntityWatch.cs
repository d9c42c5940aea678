using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Walks through entities that stand in the database, at the silo's start and now and then, and asks each of them something that
/// changes nothing when it is asked twice: so every silo may. An entity that can't be asked is logged and keeps no other from it.
/// </summary>
/// <param name="processing">The storage.</param>
/// <param name="what">What is looked for, as a log line names it.</param>
/// <param name="interval">How long it rests between two rounds.</param>
internal abstract class EntityWatch(EventProcessing processing, string what, TimeSpan interval) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How many entities are read at once.</summary>
    protected const int PageSize = 100;

    private const int AskedAtOnceMax = 16;

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(GetType().Name, ServiceLifecycleStage.Active, Start, StopAsync);

    /// <summary>Asks all of them once.</summary>
    /// <param name="cancellationToken">Ends it between two entities.</param>
    public async Task AskAllAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } query)
        {
            return;
        }

        var limits = new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnceMax, CancellationToken = cancellationToken };
        IReadOnlyList<QuarantinedEntity> page;
        do
        {
            page = await processing.Parking.ListQuarantinedAsync(query);
            await Parallel.ForEachAsync(page, limits, async (entity, _) => await TryAskAsync(entity));
            query = page.Count > 0 ? query with { AfterGrain = page[^1].Grain, AfterKey = page[^1].Key } : query;
        }
        while (page.Count == query.Limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>Which entities are asked in this round, a page of them; null for none.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    protected abstract ValueTask<QuarantineQuery?> FindAsync(CancellationToken cancellationToken);

    /// <summary>Asks one.</summary>
    /// <param name="id">The entity's grain.</param>
    protected abstract ValueTask AskAsync(GrainId id);

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

    private async Task TryAskAsync(QuarantinedEntity entity)
    {
        try
        {
            await AskAsync(GrainId.Create(entity.Grain, entity.Key));
        }
        // Whatever is the matter with this one, the next round tries it again, and the others are not to blame.
        catch (Exception exception)
        {
            processing.Logger.EntityNotAsked(exception, what, entity.Grain, entity.Key);
        }
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await AskAllAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            // The top of the loop: the database may be away for a while; the next round tries again.
            catch (Exception exception)
            {
                processing.Logger.WatchFailed(exception, what);
            }

            await Task.Delay(interval, processing.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
