using Benchmarks;
using Orleans.Streaming.Kafka.Testing;

namespace Platform.Chaos;

/// <summary>Brokers, a database and silos, all of this run's own. Its methods are called one at a time.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly ChaosOptions _options;
    private readonly string _folder = Directory.CreateTempSubdirectory("chaos-").FullName;
    private readonly TimeProvider _time;
    private readonly List<SiloProcess> _silos = [];

    private Shop(ChaosOptions options, TimeProvider time) => (_options, _time) = (options, time);

    public RealKafka Kafka { get; private set; } = null!;

    public Database Database { get; private set; } = null!;

    public PacketFilter Packets { get; } = new();

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public string Folder => _folder;

    public static async Task<Shop> StartAsync(ChaosOptions options, TimeProvider time, CancellationToken stop)
    {
        if (RealKafka.OwnBrokersSkipReason is { } reason)
        {
            throw new ChaosException(reason);
        }

        var shop = new Shop(options, time);
        try
        {
            // The silos are users of their own, and have folders in it.
            File.SetUnixFileMode(shop._folder, (UnixFileMode)0b111_101_101);
            shop.Kafka = await RealKafka.StartAsync(new RealKafkaOptions { IsOwn = true, Brokers = options.Brokers, StartTimeout = TimeSpan.FromMinutes(3) }, stop);
            shop.Database = await Database.StartAsync(Path.Combine(shop._folder, "postgres"), time, stop);
            for (var i = 0; i < options.Silos; i++)
            {
                await shop.AddSiloAsync(stop);
            }

            foreach (var silo in shop._silos)
            {
                await silo.AwaitReadyAsync(stop);
            }

            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one silo more.</summary>
    public async Task<SiloProcess> AddSiloAsync(CancellationToken stop)
    {
        var number = _silos.Count;
        int[] ports = [FreePort.Take(), FreePort.Take()];
        var silo = new SiloProcess(number, Path.Combine(_folder, $"silo-{number}"), _options.SiloProgram, SettingsOf(ports), _time) { ClusterPorts = ports };
        _silos.Add(silo);
        await silo.StartAsync(stop);
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        await Packets.DisposeAsync();
        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        if (Kafka is not null)
        {
            await Kafka.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string> SettingsOf(int[] ports)
    {
        var settings = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["HOME"] = "/tmp",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Take()}",
            ["Platform__Kafka__BootstrapServers"] = Kafka.BootstrapServers,
            ["Platform__Storage__Provider"] = "Postgres",
            ["Platform__Storage__ConnectionString"] = Database.ConnectionString,
            ["Platform__Cluster__Provider"] = "Postgres",
            ["Platform__Cluster__SiloPort"] = $"{ports[0]}",
            ["Platform__Cluster__GatewayPort"] = $"{ports[1]}",
            ["Platform__Demo__Enabled"] = "false",
        };
        foreach (var group in new[] { "orders", "users", "analytics", "notifications" })
        {
            settings[$"Platform__Groups__{group}__Start"] = "Earliest";
        }

        return settings;
    }
}
