using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>One silo with one Kafka stream provider whose topics are streams.</summary>
internal sealed class StreamSilo : IAsyncDisposable
{
    public const string Provider = "streams";

    private static readonly TimeSpan CommitWaitMax = TimeSpan.FromMinutes(2);

    private readonly IHost _host;
    private readonly IKafkaBroker _broker;

    private StreamSilo(IHost host, IKafkaBroker broker, StreamProbe probe, SubscriberMemory memory, int gatewayPort, string cluster) =>
        (_host, _broker, Probe, Memory, GatewayPort, Cluster) = (host, broker, probe, memory, gatewayPort, cluster);

    public StreamProbe Probe { get; }

    public SubscriberMemory Memory { get; }

    public int GatewayPort { get; }

    public string Cluster { get; }

    public IServiceProvider Services => _host.Services;

    public IKafkaGroupStatus Status => Services.GetRequiredKeyedService<IKafkaGroupStatus>(Provider);

    public IKafkaProducer Producer => Services.GetRequiredKeyedService<IKafkaProducer>("tests");

    public IStreamProvider Streams => Services.GetRequiredKeyedService<IStreamProvider>(Provider);

    public IManagementGrain Management => Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);

    public ISubscriberGrain Subscriber(string name) => Services.GetRequiredService<IGrainFactory>().GetGrain<ISubscriberGrain>(name);

    public IImplicitGrain Implicit(string key) => Services.GetRequiredService<IGrainFactory>().GetGrain<IImplicitGrain>(key);

    public static async Task<StreamSilo> StartAsync(
        IKafkaBroker broker,
        string group,
        string topic,
        Action<KafkaStreamTopicOptions>? stream = null,
        Action<KafkaStreamOptions>? configure = null,
        Action<StreamPullingAgentOptions>? agent = null,
        Action<ISiloBuilder>? silo = null,
        Action<KafkaTopicBuilder>? topicBuilder = null,
        StreamProbe? probe = null,
        Action<KafkaStreamsBuilder>? build = null)
    {
        probe ??= new StreamProbe();
        var memory = new SubscriberMemory();
        var ports = LoopbackPorts.Take(2);
        var cluster = Guid.NewGuid().ToString("N");
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddSingleton(probe).AddSingleton(memory);
        var connection = new KafkaConnection { BootstrapServers = broker.BootstrapServers };
        builder.Services.AddKafkaProducer("tests", o => o.Connection = connection);
        builder.UseOrleans(host =>
        {
            host.UseLocalhostClustering(ports[0], ports[1], serviceId: "tests", clusterId: cluster);
            host.AddMemoryGrainStorage("PubSubStore");
            host.AddKafkaStreams(Provider, kafka =>
            {
                kafka
                    .Configure(o => Configure(o, connection, group, broker, configure))
                    .Topic(topic, topicBuilder ?? (t => t.AsStream(stream)));
                build?.Invoke(kafka);
            });
            host.Services.Configure<StreamPullingAgentOptions>(Provider, o =>
            {
                o.MaxEventDeliveryTime = TimeSpan.FromSeconds(1);
                agent?.Invoke(o);
            });
            silo?.Invoke(host);
        });
        var host = builder.Build();
        await host.StartAsync();
        var started = new StreamSilo(host, broker, probe, memory, ports[1], cluster);
        await Eventually.Async(() => started.Status.IsReady, () => started.Status.Detail);
        return started;
    }

    public async Task SendAsync(string topic, IEnumerable<(string Key, string Text)> records, int? partition = null)
    {
        var results = await Producer.SendManyAsync([.. records.Select(r => new KafkaMessage
        {
            Topic = topic,
            Key = Encoding.UTF8.GetBytes(r.Key),
            Value = Encoding.UTF8.GetBytes(r.Text),
            Partition = partition,
        })]);
        Assert.All(results, r => Assert.Null(r.Error));
    }

    public async Task AwaitCommittedAsync(string group, string topic, int partitions, long sum)
    {
        var clock = Stopwatch.StartNew();
        for (long found = -1; found != sum;)
        {
            Assert.True(clock.Elapsed < CommitWaitMax, $"Waited {CommitWaitMax} for {sum} committed; there were {found}, {Probe.Count} delivered, {Status.Detail}");
            found = await GroupReader.CommittedSumAsync(_broker, group, topic, partitions);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Cancelled once it is told to stop.</summary>
    public CancellationToken Stopping => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public Task StopAsync() => _host.StopAsync();

    /// <summary>Stops without waiting for anything to drain.</summary>
    public Task KillAsync() => _host.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static void Configure(KafkaStreamOptions options, KafkaConnection connection, string group, IKafkaBroker broker, Action<KafkaStreamOptions>? configure)
    {
        options.AllowFewerReplicas = true;
        options.Connection = connection;
        options.GroupId = group;
        options.CommitInterval = TimeSpan.FromMilliseconds(100);
        if (broker.Kind == KafkaBrokerKind.Embedded)
        {
            (options.SessionTimeout, options.HeartbeatInterval, options.FetchWait) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(5));
        }

        configure?.Invoke(options);
    }
}
