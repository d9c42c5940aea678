using System.Diagnostics;

namespace Benchmarks;

/// <summary>A peer of <c>benchmarks/Peers.DotNet</c>.</summary>
/// <param name="name">What the tables call it.</param>
/// <param name="peer">What the peers' command line calls it.</param>
/// <param name="isSlow">Whether a minute of it is enough.</param>
/// <param name="usesPostgres">Whether it keeps its orders in PostgreSQL.</param>
internal sealed class DotNetJob(string name, string peer, bool isSlow, bool usesPostgres) : IJob
{
    private static readonly TimeSpan StateTimeout = TimeSpan.FromSeconds(30);

    public string Name => name;

    public bool IsSlow => isSlow;

    public bool MayLackUser => true;

    public bool NeedsNewOrders => false;

    public static IEnumerable<DotNetJob> All() =>
    [
        new("By hand, a transaction a batch", "handwritten-batch", isSlow: false, usesPostgres: true),
        new("Streamiz, RocksDB", "streamiz", isSlow: false, usesPostgres: false),
        new("Wolverine, durable inbox and outbox", "wolverine", isSlow: true, usesPostgres: true),
        new("By hand, a transaction an event", "handwritten-event", isSlow: true, usesPostgres: true),
    ];

    public async Task<StartedJob> StartAsync(Bench bench, CancellationToken stop)
    {
        var command = await bench.Programs.DotNetPeersAsync(stop);
        var folder = bench.NewFolder("peer");
        var database = usesPostgres ? $"peer_{Guid.NewGuid():N}" : null;
        if (database is not null)
        {
            await bench.Postgres.CreateDatabaseAsync(database, stop);
        }

        var keeps = database is null ? Path.Combine(folder, "state") : bench.Postgres.ConnectionString(database);
        var group = $"{peer}-{Guid.NewGuid():N}";
        var clock = Stopwatch.StartNew();
        var process = await GuardedProcess.StartAsync(folder, [.. command, peer, bench.Broker.BootstrapServers, group, keeps], stop: stop);

        // Those with PostgreSQL keep their offsets or their inbox there.
        return new StartedJob(name, process, clock, Url: null, database, usesPostgres ? [] : [new(group, OrderTopics.Inputs)], () => Task.FromResult(true));
    }

    public async Task<string?> StateFaultAsync(Bench bench, StartedJob job, OrderScript script, CancellationToken stop)
    {
        if (job.Database is not { } database)
        {
            return null;
        }

        var started = TimeProvider.System.GetTimestamp();
        string? fault;
        while ((fault = await FaultAsync(bench, database, script, stop)) is not null && !isSlow && TimeProvider.System.GetElapsedTime(started) < StateTimeout)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stop);
        }

        return fault;
    }

    private async Task<string?> FaultAsync(Bench bench, string database, OrderScript script, CancellationToken stop)
    {
        var wrong = await bench.Postgres.ScalarAsync<long>(
            database, $"SELECT count(*) FROM orders WHERE NOT (status IN ('paid', 'confirmed') AND amount = paid AND events = {OrderScript.EventsPerOrder})", stop);
        var rows = await bench.Postgres.ScalarAsync<long>(database, "SELECT count(*) FROM orders", stop);
        return isSlow ? null : rows != script.Orders ? $"{rows} rows of {script.Orders}" : wrong > 0 ? $"{wrong} rows are wrong" : null;
    }
}
