using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Platform.Events;
using Platform.Hosting;
using Shop.Events;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>The gateway over real HTTP on loopback, in front of the tests' cluster, with a producer and a clock of the test's.</summary>
internal sealed class GatewayApp : IAsyncDisposable
{
    private readonly RunningGateway _gateway;

    private GatewayApp(RunningGateway gateway, TestProducer producer, FakeTimeProvider time, TestLog log) => (_gateway, Producer, Time, Log) = (gateway, producer, time, log);

    public HttpClient Http => _gateway.Http;

    public TestProducer Producer { get; }

    public FakeTimeProvider Time { get; }

    public TestLog Log { get; }

    /// <summary>Starts it with the test's producer, or, where Kafka is given, with the real one.</summary>
    public static async Task<GatewayApp> StartAsync(
        ClusterFixture cluster, Action<GatewayOptions>? configure = null, IKafkaBroker? kafka = null, Action<IServiceCollection>? replace = null, string[]? settings = null)
    {
        var (producer, time, log) = (new TestProducer(), new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero)), new TestLog());
        var gateway = await RunningGateway.StartAsync(
            platform => platform.ReplaceServices(services =>
            {
                services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
                services.AddSingleton<TimeProvider>(time);
                services.AddSingleton(cluster.Grains).AddSingleton<IClusterConnection, ConnectedCluster>();
                services.Configure(configure ?? (_ => { }));
                if (kafka is null)
                {
                    services.AddKeyedSingleton<IKafkaProducer>(EventPublisher.ProducerName, producer);
                }

                replace?.Invoke(services);
            }),
            [.. Settings(kafka), .. settings?.Any(setting => setting.StartsWith("--Platform:Auth:", StringComparison.Ordinal)) == true ? [] : (string[])["--Platform:Auth:AllowAnonymous=true"], .. settings ?? []]);
        return new GatewayApp(gateway, producer, time, log);
    }

    /// <summary>The only event that was sent, as a consumer reads it.</summary>
    public Event SentEvent()
    {
        var message = Assert.Single(Producer.Sent);
        var decoded = new EventDecoder(ShopEvents.Catalog).Decode(new RecordData(message.Topic, Guid.Empty, 3, 41, message.Timestamp ?? DateTimeOffset.UnixEpoch, message.Value, message.Headers));
        Assert.True(decoded.IsEvent, decoded.Error);
        return decoded.Event!;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    // No silo listens at port 1, and no broker: the tests' cluster is reached without a port.
    private static string[] Settings(IKafkaBroker? kafka) =>
    [
        "--environment", "Production",
        "--Platform:Kafka:BootstrapServers", kafka?.BootstrapServers ?? "127.0.0.1:1",
        "--Platform:Kafka:Security:AllowPlaintext", "true",
        "--Platform:Cluster:GatewayPort", "1",
    ];
}
