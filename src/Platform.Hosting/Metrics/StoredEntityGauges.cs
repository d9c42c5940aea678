using System.Diagnostics.Metrics;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Metrics;

/// <summary>
/// Shows how many entities are in quarantine, and in how many an event is deferred, by the database, which all silos share: each shows
/// the same numbers. Looks a few times a minute, and counts up to <see cref="CountMax"/>.
/// </summary>
internal sealed partial class StoredEntityGauges : BackgroundService
{
    /// <summary>More are not counted: the list is read to count them.</summary>
    public const int CountMax = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly IParkingStorage _parking;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Null before the first look, and while the database does not answer: then nothing is shown.
    private volatile Tuple<int, int>? _counts;

    public StoredEntityGauges(IMeterFactory meters, [FromKeyedServices(EventProcessing.StorageName)] IParkingStorage parking, TimeProvider time, ILogger<StoredEntityGauges> logger)
    {
        (_parking, _time, _logger) = (parking, time, logger);
        var meter = meters.Create(HostingMetrics.MeterName);
        meter.CreateObservableGauge("platform.entities.in_quarantine", () => Show(_counts?.Item1), "{entity}", $"Entities in quarantine, {CountMax} at most; every silo shows the same.");
        meter.CreateObservableGauge("platform.entities.deferring", () => Show(_counts?.Item2), "{entity}", $"Entities with a deferred event, {CountMax} at most; every silo shows the same.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var quarantined = await CountAsync(new QuarantineQuery { Limit = CountMax }, stoppingToken);
                _counts = Tuple.Create(quarantined, await CountAsync(new QuarantineQuery { Limit = CountMax, DeferredSince = _time.GetUtcNow() }, stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // The top of the loop: the check of the storage reports a database that is away; the next look tries again.
            catch (Exception exception)
            {
                _counts = null;
                LogNotCounted(exception);
            }

            await Task.Delay(Interval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IEnumerable<Measurement<int>> Show(int? count) => count is { } shown ? [new Measurement<int>(shown)] : [];

    private async Task<int> CountAsync(QuarantineQuery query, CancellationToken stop) => (await _parking.ListQuarantinedAsync(query).WaitAsync(stop)).Count;

    [LoggerMessage(Level = LogLevel.Debug, Message = "The entities in quarantine could not be counted.")]
    private partial void LogNotCounted(Exception exception);
}
