using Orleans.Streaming.Kafka.Testing;

namespace Platform.Chaos;

/// <summary>Brokers, a database and silos, all of this run's own. Its methods are called one at a time.</summary>
internal sealed class Shop(ChaosOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chaos-").FullName;
    private readonly List<SiloProcess> _silos = [];

    public RealKafka Kafka { get; private set; } = null!;

    public Database Database { get; private set; } = null!;

    public PacketFilter Packets { get; } = new();

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public string Folder => _folder;

    /// <summary>Starts everything, and returns when all silos are ready.</summary>
    /// <exception cref="ChaosException">Something does not start.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        if (RealKafka.OwnBrokersSkipReason is { } reason)
        {
            throw new ChaosException(reason);
        }

        // The silos are users of their own, and have folders in it.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        Kafka = await RealKafka.StartAsync(new RealKafkaOptions { IsOwn = true, Brokers = options.Brokers, StartTimeout = TimeSpan.FromMinutes(3) }, stop);
        Database = await Database.StartAsync(Path.Combine(_folder, "postgres"), time, stop);
        for (var i = 0; i < options.Silos; i++)
        {
            await AddSiloAsync(stop);
        }

        foreach (var silo in _silos)
        {
            await silo.AwaitReadyAsync(stop);
        }
    }

    /// <summary>Starts one silo more.</summary>
    public async Task<SiloProcess> AddSiloAsync(CancellationToken stop)
    {
        var number = _silos.Count;
        var ports = LoopbackPorts.Take(2);
        var silo = new SiloProcess(number, Path.Combine(_folder, $"silo-{number}"), options.SiloProgram, SettingsOf(ports), time) { ClusterPorts = ports };
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
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{LoopbackPorts.Take(1)[0]}",
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
