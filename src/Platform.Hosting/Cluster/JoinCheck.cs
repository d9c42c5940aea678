using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Platform.Hosting.Storage;
using Platform.Processing;

namespace Platform.Hosting;

/// <summary>
/// Refuses a silo whose database is not that of its cluster's other silos: each would keep a part of what belongs together. It writes a
/// mark into its own database, and the others look for it in theirs. Before the silo becomes active; and once more after, because of two
/// that start at once neither sees the other before, and the later one does then. What did not answer, and has given no sign of life in
/// the store of members for long, died without anyone to say so, and is declared dead here. See decision 0252.
/// </summary>
internal sealed partial class JoinCheck(
    IClusterMembershipService members,
    IMembershipTable table,
    IOptions<ClusterMembershipOptions> options,
    ILocalSiloDetails silo,
    IGrainFactory grains,
    IStateDatabase database,
    [FromKeyedServices(EventProcessing.StorageName)] IGrainStorage storage,
    TimeProvider time,
    ILogger<JoinCheck> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;

    private string Endpoint => silo.SiloAddress.Endpoint.ToString();

    public void Participate(ISiloLifecycle observer)
    {
        observer.Subscribe(nameof(JoinCheck), ServiceLifecycleStage.ValidateInitialConnectivity, RunAsync);
        observer.Subscribe(nameof(JoinCheck), ServiceLifecycleStage.Active, RunAsync);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await members.Refresh(default, stop);
        var others = members.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(silo.SiloAddress)).Select(member => member.SiloAddress).ToArray();
        if (others.Length > 0)
        {
            var token = Guid.NewGuid();
            await JoinMark.WriteAsync(storage, Endpoint, token);
            await Task.WhenAll(others.Select(other => CompareAsync(other, token, stop)));
        }
    }

    private async Task CompareAsync(SiloAddress other, Guid token, CancellationToken stop)
    {
        for (var began = time.GetTimestamp(); await FindAsync(other, token, stop) is not { } report; await Task.Delay(Pause, time, stop))
        {
            if (!await IsActiveAsync(other, stop))
            {
                return;
            }

            if (time.GetElapsedTime(began) > options.Value.MaxJoinAttemptTime)
            {
                throw database.Refuse($"Silo {other} of this cluster did not say within {options.Value.MaxJoinAttemptTime} whether it uses this database ({database.Description}).");
            }
        }
    }

    // Null where the silo did not answer.
    private async Task<WitnessReport?> FindAsync(SiloAddress other, Guid token, CancellationToken stop)
    {
        WitnessReport report;
        try
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, other);
            // A grain of its own for each query: Orleans places those of one grain together, and remembers where, whatever their hints.
            report = await grains.GetGrain<IDatabaseWitness>(Random.Shared.NextInt64()).Look(Endpoint, token).WaitAsync(ReportTimeout, time, stop);
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            LogNoReport(other, exception.Message);
            return null;
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }

        if (!report.Silo.Equals(other))
        {
            LogNoReport(other, "The query went to another silo: the silo is not known yet, or no member any more.");
            return null;
        }

        return report.HoldsMark ? report
            : throw database.Refuse($"This silo's states are in another database than those of silo {other} of the same cluster: {database.Description} here, {report.Database} there. Each would keep a part of what belongs together. All silos of a cluster use one database.");
    }

    private async Task<bool> IsActiveAsync(SiloAddress other, CancellationToken stop)
    {
        await members.Refresh(default, stop);
        if (members.CurrentSnapshot.GetSiloStatus(other) != SiloStatus.Active)
        {
            return false;
        }

        var limit = options.Value.IAmAliveTablePublishTimeout * options.Value.NumMissedTableIAmAliveLimit;
        var entry = (await table.ReadAllAsync(stop)).TryGet(other)?.Item1;
        if (entry is null || time.GetUtcNow().UtcDateTime - entry.IAmAliveTime < limit)
        {
            return true;
        }

        LogDead(other, limit);
        return !await members.TryKill(other);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} did not say whether it uses the same database; it is queried again. {Reason}")]
    private partial void LogNoReport(SiloAddress silo, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} does not answer, and has given no sign of life in the store of members for {Limit}: it is declared dead.")]
    private partial void LogDead(SiloAddress silo, TimeSpan limit);
}
