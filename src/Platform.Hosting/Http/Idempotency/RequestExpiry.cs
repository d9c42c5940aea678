using Platform.Persistence;

namespace Platform.Hosting.Idempotency;

/// <summary>
/// Forgets requests with an idempotency key once their lifetime is over: walks through all of them at intervals, a few rows at a time, with pauses. Every
/// silo does so; where two meet, each removes what the other one has not.
/// </summary>
/// <param name="storage">Where they are kept.</param>
/// <param name="lifetime">How long they are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it says how many it removed.</param>
internal sealed partial class RequestExpiry(IExpiringRowStorage storage, TimeSpan lifetime, TimeProvider time, ILogger<RequestExpiry> logger) : BackgroundService
{
    /// <summary>How long it rests between two walks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const int RowsAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ILogger _logger = logger;

    /// <summary>Walks through all of them once.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many were removed.</returns>
    public async Task<long> RemoveAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - lifetime;
        var removed = 0L;
        byte[]? after = null;
        do
        {
            var rows = await storage.RemoveExpiredAsync(after, RowsAtOnce, before, cancellationToken);
            (removed, after) = (removed + rows.Removed, rows.LastKey);
            if (after is not null)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        while (after is not null);

        return removed;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                LogRemoved(await RemoveAsync(stoppingToken), lifetime);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // The top of the loop: the database may be away; the next walk finds what this one left.
            catch (Exception exception)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} idempotency keys were forgotten, which were older than {Lifetime}.")]
    private partial void LogRemoved(long count, TimeSpan lifetime);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old idempotency keys could not be removed; it is tried again in an hour.")]
    private partial void LogFailed(Exception exception);
}
