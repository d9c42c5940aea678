using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.Placement;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.TestingHost;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Silos of one cluster in this process, one Kafka group; subscriptions outlive any of them.</summary>
internal sealed class StreamCluster : IAsyncDisposable
{
    private static readonly TimeSpan CommitWaitMax = TimeSpan.FromMinutes(2);

    private readonly InProcessTestCluster _cluster;
    private readonly IKafkaBroker _broker;
    private readonly IProducer<byte[], byte[]> _producer;

    private StreamCluster(InProcessTestCluster cluster, IKafkaBroker broker, StreamProbe probe, SubscriberMemory memory)
    {
        (_cluster, _broker, Probe, Memory) = (cluster, broker, probe, memory);
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            EnableIdempotence = true,
            LingerMs = 2,
            Partitioner = Confluent.Kafka.Partitioner.Murmur2Random,
        }).Build();
    }

    public StreamProbe Probe { get; }

    public SubscriberMemory Memory { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.GetActiveSilos()];

    public static async Task<StreamCluster> StartAsync(IKafkaBroker broker, string group, string[] topics, short silos, Action<KafkaStreamOptions>? configure = null, Action<KafkaStreamsBuilder>? build = null)
    {
        var (probe, memory) = (new StreamProbe(), new SubscriberMemory());
        var rows = new ConcurrentDictionary<(string State, GrainId Grain), (byte[] Bytes, string ETag)>();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.ClearProviders());
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(probe).AddSingleton(memory);
            silo.Services.AddGrainStorage("PubSubStore", (services, _) => new SharedGrainStorage(rows, services.GetRequiredService<Serializer>()));
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                (o.NumVotesForDeathDeclaration, o.NumMissedProbesLimit) = (1, 2);
                (o.ProbeTimeout, o.TableRefreshTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            });
            silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(10));
            silo.AddKafkaStreams(StreamSilo.Provider, kafka =>
            {
                kafka.Configure(o =>
                {
                    (o.Connection, o.GroupId, o.AllowFewerReplicas) = (new KafkaConnection { BootstrapServers = broker.BootstrapServers }, group, true);
                    (o.SessionTimeout, o.HeartbeatInterval, o.CommitInterval) = (TimeSpan.FromSeconds(6), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(100));
                    configure?.Invoke(o);
                });
                if (build is not null)
                {
                    build(kafka);
                    return;
                }

                foreach (var topic in topics)
                {
                    kafka.Topic(topic, t => t.AsStream());
                }
            });
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var started = new StreamCluster(cluster, broker, probe, memory);
        await started.AwaitSharedAsync();
        return started;
    }

    /// <summary>A grain that is activated, if it is not yet, on a silo.</summary>
    public async Task<ISubscriberGrain> SubscriberOnAsync(string name, InProcessSiloHandle silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        var grain = _cluster.Client.GetGrain<ISubscriberGrain>(name);
        await grain.Resume(StreamId.Create("none", "none"), null);
        RequestContext.Clear();
        return grain;
    }

    public ISubscriberGrain Subscriber(string name) => _cluster.Client.GetGrain<ISubscriberGrain>(name);

    public static GroupAssignment AssignmentOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredKeyedService<KafkaConsumerGroup>(StreamSilo.Provider).Assignment;

    /// <summary>The silo that reads a partition.</summary>
    public InProcessSiloHandle OwnerOf(string topic, int partition) => Silos.Single(s => AssignmentOf(s).Find(topic, partition) is not null);

    public Task SendAsync(string topic, IEnumerable<(string Key, string Text)> records) => Task.WhenAll(records.Select(r =>
        _producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(r.Key), Value = Encoding.UTF8.GetBytes(r.Text) })));

    public async Task<InProcessSiloHandle> AddSiloAsync()
    {
        var silo = await _cluster.StartAdditionalSiloAsync();
        await AwaitSharedAsync();
        return silo;
    }

    public async Task StopAsync(InProcessSiloHandle silo)
    {
        await _cluster.StopSiloAsync(silo);
        await AwaitSharedAsync();
    }

    public async Task KillAsync(InProcessSiloHandle silo)
    {
        await _cluster.KillSiloAsync(silo);
        await AwaitSharedAsync();
    }

    public async Task AwaitCommittedAsync(string group, string topic, int partitions, long sum)
    {
        var clock = Stopwatch.StartNew();
        for (long found = -1; found != sum;)
        {
            Assert.True(clock.Elapsed < CommitWaitMax, $"Waited {CommitWaitMax} for {sum} of {topic} committed; there were {found}, {Probe.Count} delivered; {Detail}");
            found = await GroupReader.CommittedSumAsync(_broker, group, topic, partitions);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _producer.Dispose();
        await _cluster.DisposeAsync();
    }

    private string Detail => string.Join("; ", Silos.Select(s => $"{s.Name}: {s.ServiceProvider.GetRequiredKeyedService<IKafkaGroupStatus>(StreamSilo.Provider).Detail}"));

    // Every silo that is there has its share.
    private Task AwaitSharedAsync() => Eventually.Async(
        () => Silos.All(s => AssignmentOf(s).Partitions.Count > 0 && s.ServiceProvider.GetRequiredKeyedService<IKafkaGroupStatus>(StreamSilo.Provider).IsReady),
        () => Detail,
        seconds: 120);
}
