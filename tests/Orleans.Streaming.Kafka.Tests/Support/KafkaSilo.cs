using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>One silo with one Kafka stream provider, <c>test</c>, whose topics go to <see cref="IProbeGrain"/> by record key.</summary>
internal sealed class KafkaSilo : IAsyncDisposable
{
    public const string Provider = "test";

    private readonly IHost _host;

    private KafkaSilo(IHost host, Probe probe) => (_host, Probe) = (host, probe);

    public Probe Probe { get; }

    public IServiceProvider Services => _host.Services;

    public KafkaConsumerGroup Group => Services.GetRequiredKeyedService<KafkaConsumerGroup>(Provider);

    public IKafkaGroupStatus Status => Services.GetRequiredKeyedService<IKafkaGroupStatus>(Provider);

    public IKafkaProducer Producer => Services.GetRequiredKeyedService<IKafkaProducer>("tests");

    public static async Task<KafkaSilo> StartAsync(IKafkaBroker broker, string group, string[] topics, Action<KafkaStreamOptions>? configure = null, Action<KafkaStreamsBuilder>? build = null, bool awaitReady = true, Probe? probe = null, Action<ISiloBuilder>? configureSilo = null)
    {
        probe ??= new Probe();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(probe);
        var connection = new KafkaConnection { BootstrapServers = broker.BootstrapServers };
        builder.Services.AddKafkaProducer("tests", o => o.Connection = connection);
        var ports = LoopbackPorts.Take(2);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(ports[0], ports[1], serviceId: "tests", clusterId: Guid.NewGuid().ToString("N"));
            silo.Configure<ClusterMembershipOptions>(o => o.NumVotesForDeathDeclaration = 1);
            silo.AddKafkaStreams(Provider, kafka =>
            {
                kafka.Configure(o =>
                {
                    o.Connection = connection;
                    o.GroupId = group;
                    o.CommitInterval = TimeSpan.FromMilliseconds(100);
                    o.AllowFewerReplicas = true;
                    if (broker.Kind == KafkaBrokerKind.Embedded)
                    {
                        (o.SessionTimeout, o.HeartbeatInterval, o.FetchWait) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(5));
                    }

                    configure?.Invoke(o);
                });
                foreach (var topic in topics)
                {
                    kafka.Topic(topic, t => t.DeliverTo<IProbeGrain>());
                }

                build?.Invoke(kafka);
            });
            configureSilo?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        var silo = new KafkaSilo(host, probe);
        if (awaitReady)
        {
            await Eventually.Async(() => silo.Status.IsReady, () => silo.Status.Detail);
        }

        return silo;
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
