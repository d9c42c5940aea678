using Orleans.Streaming.Kafka;
using Platform.Persistence;
using Texts;

namespace Platform.Processing;

/// <inheritdoc cref="IBulkRedrive"/>
/// <remarks>
/// Walks through the list of quarantines, page by page, and begins the next entities when the database lists fewer than
/// <see cref="ProcessingOptions.RedrivesAtOnceMax"/> as being redriven: that bounds all silos together, and counts what was begun before a restart. A page is
/// durable as passed once its entities are; a page that is walked again finds them live, being redriven, or stopped again.
/// </remarks>
/// <param name="stored">What is durable.</param>
/// <param name="processing">The storage.</param>
[GrainType("platform.bulk-redrive")]
internal sealed class BulkRedriveGrain(
    [PersistentState("bulk-redrive", EventProcessing.StorageName)] IPersistentState<BulkRedriveState> stored, EventProcessing processing) : Grain, IBulkRedrive
{
    private const int PageSize = 50;
    private const int CallsAtOnceMax = 16;
    private const int FailuresMax = 100;

    // About a minute: a silo that died is known as dead by then.
    private const int PassesMax = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    // Of the page that is being walked, with the number of their events.
    private readonly Dictionary<GrainId, long?> _begun = [];
    private IGrainTimer? _timer;
    private int _passes;

    /// <inheritdoc/>
    public async ValueTask<BulkRedriveReport?> Begin(string errorType)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(errorType);
        var run = stored.State.Find(errorType);
        if (run is not { EndedAt: null })
        {
            if (stored.State.IsFull)
            {
                return null;
            }

            run = new BulkRedriveReport { ErrorType = errorType, BegunAt = processing.Time.GetUtcNow() };
            await WriteAsync(stored.State.Add(run));
            processing.Logger.BulkRedriveBegins(errorType);
        }

        await Continue();
        return run;
    }

    /// <inheritdoc/>
    public ValueTask<BulkRedriveReport?> Find(string errorType) => new(stored.State.Find(errorType));

    /// <inheritdoc/>
    public ValueTask Continue()
    {
        if (stored.State.Current is not null)
        {
            _timer ??= this.RegisterGrainTimer(_ => TickAsync(), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }

        return ValueTask.CompletedTask;
    }

    private async Task TickAsync()
    {
        if (stored.State.Current is not { } run)
        {
            _timer!.Dispose();
            _timer = null;
            return;
        }

        TimeSpan pause;
        try
        {
            pause = await GoOnAsync(run);
        }
        // The top of the loop: the database may be away for a while; the same page is walked again.
        catch (Exception exception)
        {
            pause = LongestPause;
            processing.Logger.BulkRedriveFailed(exception, run.ErrorType);
        }

        _timer!.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private async Task<TimeSpan> GoOnAsync(BulkRedriveReport run)
    {
        var atOnceMax = processing.Options.RedrivesAtOnceMax;
        var underWay = (await processing.Parking.ListQuarantinedAsync(new QuarantineQuery { OnlyRedriving = true, Limit = atOnceMax })).Count;
        if (underWay >= atOnceMax)
        {
            return Pause;
        }

        var limit = Math.Min(PageSize, atOnceMax - underWay);
        var page = await processing.Parking.ListQuarantinedAsync(new QuarantineQuery { ErrorType = run.ErrorType, AfterGrain = run.AfterGrain, AfterKey = run.AfterKey, Limit = limit });
        var failures = new List<BulkRedriveFailure>();
        if (!await TryBeginAsync(page, failures, isLast: _passes >= PassesMax))
        {
            return PauseAfter(_passes++);
        }

        await PassAsync(run, page, failures, isEnd: page.Count < limit);
        return TimeSpan.Zero;
    }

    // False where something failed that may pass, and the page is to be walked again.
    private async Task<bool> TryBeginAsync(IReadOnlyList<QuarantinedEntity> page, List<BulkRedriveFailure> failures, bool isLast)
    {
        var mayPass = false;
        foreach (var some in page.Where(entity => !entity.IsRedriving && !_begun.ContainsKey(GrainId.Create(entity.Grain, entity.Key))).Chunk(CallsAtOnceMax))
        {
            await Task.WhenAll(some.Select(BeginAsync));
            if (mayPass && !isLast)
            {
                return false;
            }
        }

        return true;

        async Task BeginAsync(QuarantinedEntity entity)
        {
            var id = GrainId.Create(entity.Grain, entity.Key);
            try
            {
                _begun[id] = await GrainFactory.GetGrain<IEntityOperations>(id).Redrive();
            }
            // Whatever stops one entity is reported, and stops no other.
            catch (Exception exception)
            {
                // A row that the database will never take counts as transient elsewhere: its delivery must not be given up.
                mayPass |= exception is not PersistenceException { IsTransient: false } && processing.Options.ClassifyFailure(exception) == FailureKind.Transient;
                failures.Add(new BulkRedriveFailure(entity.Grain, entity.Key, exception.Message));
                processing.Logger.BulkRedriveOfOneFailed(exception, entity.Grain, PlainText.Of(entity.Key));
            }
        }
    }

    private async Task PassAsync(BulkRedriveReport run, IReadOnlyList<QuarantinedEntity> page, List<BulkRedriveFailure> failures, bool isEnd)
    {
        var passed = run with
        {
            // Null is an entity that was live when its turn came.
            Entities = run.Entities + _begun.Values.Count(static events => events is not null),
            Events = run.Events + _begun.Values.Sum(static events => events ?? 0),
            Failed = run.Failed + failures.Count,
            Failures = [.. run.Failures.Concat(failures).Take(FailuresMax)],
            AfterGrain = page.Count == 0 ? run.AfterGrain : page[^1].Grain,
            AfterKey = page.Count == 0 ? run.AfterKey : page[^1].Key,
            EndedAt = isEnd ? processing.Time.GetUtcNow() : null,
        };
        await WriteAsync(stored.State.Replace(passed));
        _passes = 0;
        _begun.Clear();
        if (isEnd)
        {
            processing.Logger.BulkRedriveEnded(run.ErrorType, passed.Entities, passed.Events, passed.Failed);
        }
    }

    private async Task WriteAsync(BulkRedriveState state)
    {
        var before = stored.State;
        stored.State = state;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // What is stored is not known; RedriveWatch calls the next activation.
            stored.State = before;
            DeactivateOnIdle();
            throw;
        }
    }

    private static TimeSpan PauseAfter(int passes) => TimeSpan.FromTicks(Math.Min(Pause.Ticks << Math.Min(passes, 20), LongestPause.Ticks));
}
