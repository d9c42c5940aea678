using System.Net;
using System.Net.Sockets;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Platform.Hosting;
using Platform.Hosting.Broker;

namespace Platform.Testing;

/// <summary>What outlives the silos of one test: a broker, a folder with the database, ports. Owned by one test.</summary>
internal sealed class TestEnvironment : IAsyncDisposable
{
    public const string ProducerName = "platform-test";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-test-");
    private readonly EmbeddedBroker _embedded = new();
    private readonly Action<PlatformBuilder> _configure;
    private readonly string[] _settings;
    private readonly RealKafka? _real;
    private readonly (int Silo, int Gateway) _ports = (FreePort(), FreePort());

    private TestEnvironment(Action<PlatformBuilder> configure, string[] settings, RealKafka? real) => (_configure, _settings, _real) = (configure, settings, real);

    public string BootstrapServers => _real?.BootstrapServers ?? _embedded.Kafka!.BootstrapServers;

    public static async Task<TestEnvironment> StartAsync(Action<PlatformBuilder> configure, string[] settings) =>
        new(configure, settings, RealKafka.OwnBrokersSkipReason is null ? await RealKafka.StartAsync(new RealKafkaOptions { IsOwn = true }) : null);

    /// <summary>Starts a silo; there is one at a time.</summary>
    public async Task<(PlatformHost Host, IReadOnlyList<ConsumerGroup> Groups)> StartSiloAsync()
    {
        IReadOnlyList<ConsumerGroup> groups = [];
        var builder = PlatformApplication.CreateSiloBuilder(Arguments(), _configure);
        builder.Broker = _embedded;
        builder.Built = (declared, connection) =>
        {
            groups = declared.Groups;
            builder.Services.AddKafkaProducer(ProducerName, producer => producer.Connection = connection);
        };
        var host = await builder.BuildAsync(CancellationToken.None);
        try
        {
            await host.StartAsync(CancellationToken.None);
            return (host, groups);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_embedded.Kafka?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_real?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    // A group that is killed keeps its partitions for a session timeout; a real broker grants no shorter one.
    private string[] Arguments() =>
    [
        "--environment=Development",
        "--urls=http://127.0.0.1:0",
        $"--Platform:Cluster:SiloPort={_ports.Silo}",
        $"--Platform:Cluster:GatewayPort={_ports.Gateway}",
        $"--Platform:Storage:ConnectionString=Data Source={Path.Combine(_folder.FullName, "state.db")}",
        .. _real is null ? Array.Empty<string>() : [$"--Platform:Kafka:BootstrapServers={_real.BootstrapServers}", "--Platform:Kafka:SessionTimeout=6s"],
        .. _settings,
    ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
