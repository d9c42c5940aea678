using System.Diagnostics;

namespace Benchmarks;

/// <summary>The published silo of the shop with the defaults it ships with: nothing is set but connections, one broker instead of three, the groups that run, and that they begin at the first event.</summary>
/// <param name="name">What the tables call it.</param>
/// <param name="database">Its database.</param>
/// <param name="onFullDatabase">Whether it goes on with the database of the run before.</param>
/// <param name="allGroups">Whether users, analytics and notifications run, too.</param>
internal sealed class ShopJob(string name, ShopDatabase database, bool onFullDatabase, bool allGroups) : IJob
{
    private static readonly string[] Groups = ["orders", "users", "analytics", "notifications"];
    private static readonly GroupTopics[] AllGroups =
    [
        new("order-processor", OrderTopics.Inputs),
        new("analytics", [OrderTopics.Activity]),
        new("user-processor", [OrderTopics.Activity]),
        new("notifications", [OrderTopics.Notifications]),
    ];

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public string Name => name;

    public bool IsSlow => false;

    public bool MayLackUser => false;

    public bool NeedsNewOrders => onFullDatabase;

    public async Task<StartedJob> StartAsync(Bench bench, CancellationToken stop)
    {
        var command = await bench.Programs.SiloAsync(stop);
        var keeps = await database.OpenAsync(bench, onFullDatabase, stop);
        await bench.Broker.DeleteTopicsAsync([OrderTopics.Notifications], stop);
        var url = $"http://127.0.0.1:{FreePort.Take()}";
        var settings = Settings(bench, keeps, url);
        var folder = bench.NewFolder("silo");
        var clock = Stopwatch.StartNew();
        var process = await GuardedProcess.StartAsync(folder, command, settings, stop);
        return new StartedJob(name, process, clock, url, keeps, allGroups ? AllGroups : AllGroups[..1], () => IsReadyAsync(url, stop));
    }

    public async Task<string?> StateFaultAsync(Bench bench, StartedJob job, OrderScript script, CancellationToken stop)
    {
        var check = new ShopStateCheck(bench, job, script, Http);
        return (allGroups ? await check.OtherGroupsFaultAsync(stop) : null)
            ?? await check.NotificationFaultAsync(stop)
            ?? await check.RowsFaultAsync(stop)
            ?? await check.OrdersFaultAsync(stop);
    }

    private Dictionary<string, string> Settings(Bench bench, string keeps, string url)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = url,
            ["Platform__Kafka__BootstrapServers"] = bench.Broker.BootstrapServers,
            ["Platform__Kafka__Security__AllowPlaintext"] = "true",
            ["Platform__Auth__AllowAnonymous"] = "true",
            ["Platform__Gateway__RequestsPerSecondMax"] = "1000000",
            ["Platform__Topics__AllowFewerReplicas"] = "true",
            ["Platform__Storage__AllowPlaintext"] = "true",
            ["Platform__Storage__Provider"] = "Postgres",
            ["Platform__Storage__ConnectionString"] = bench.Postgres.ConnectionString(keeps),
            ["Platform__Cluster__SiloPort"] = $"{FreePort.Take()}",
            ["Platform__Cluster__GatewayPort"] = $"{FreePort.Take()}",
        };
        foreach (var group in Groups)
        {
            if (allGroups || group == "orders")
            {
                settings[$"Platform__Groups__{group}__Start"] = "Earliest";
            }
            else
            {
                settings[$"Platform__Groups__{group}__Enabled"] = "false";
            }
        }

        return settings;
    }

    private static async Task<bool> IsReadyAsync(string url, CancellationToken stop)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri($"{url}/health/ready"), stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
