using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// Walks through entities that the database lists, at the silo's start and at intervals, and calls each of them. The call is
/// idempotent, so every silo may make it. An entity whose call fails is logged, and the other ones are called.
/// </summary>
/// <param name="processing">The storage.</param>
/// <param name="what">What is looked for, as a log line names it.</param>
/// <param name="interval">How long it rests between two rounds.</param>
internal abstract class EntityWatch(EventProcessing processing, string what, TimeSpan interval) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How many entities are read at once.</summary>
    protected const int PageSize = 100;

    private const int CallsAtOnceMax = 16;

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(GetType().Name, ServiceLifecycleStage.Active, Start, StopAsync);

    /// <summary>Calls all of them once.</summary>
    /// <param name="cancellationToken">Ends it between two entities.</param>
    public async Task CallAllAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } query)
        {
            return;
        }

        var limits = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnceMax, CancellationToken = cancellationToken };
        IReadOnlyList<QuarantinedEntity> page;
        do
        {
            page = await processing.Parking.ListQuarantinedAsync(query);
            await Parallel.ForEachAsync(page, limits, async (entity, _) => await TryCallAsync(entity));
            query = page.Count > 0 ? query with { AfterGrain = page[^1].Grain, AfterKey = page[^1].Key } : query;
        }
        while (page.Count == query.Limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>Which entities are called in this round, a page of them; null for none.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    protected abstract ValueTask<QuarantineQuery?> FindAsync(CancellationToken cancellationToken);

    /// <summary>Calls one.</summary>
    /// <param name="id">The entity's grain.</param>
    protected abstract ValueTask CallAsync(GrainId id);

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

    private async Task TryCallAsync(QuarantinedEntity entity)
    {
        try
        {
            await CallAsync(GrainId.Create(entity.Grain, entity.Key));
        }
        // Whatever failed here, the next round tries it again, and the other entities are called all the same.
        catch (Exception exception)
        {
            processing.Logger.EntityNotCalled(exception, what, entity.Grain, entity.Key);
        }
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await CallAllAsync(stopping);
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
