using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <summary>Two silos and a client; one topic takes the streams of all namespaces. One for a class of tests, whose streams are each their own.</summary>
public sealed class ConformanceCluster : IAsyncDisposable
{
    public const string Provider = "kafka";

    private const int Partitions = 4;
    private const string NamespaceHeader = "namespace";

    private readonly InProcessTestCluster _cluster;

    private ConformanceCluster(InProcessTestCluster cluster, Witness witness) => (_cluster, Witness) = (cluster, witness);

    public Witness Witness { get; }

    public IClusterClient Client => _cluster.Client;

    public static async Task<ConformanceCluster> StartAsync(IKafkaBroker broker, bool usesOrleansSerializer)
    {
        var (id, witness, memory) = (Guid.NewGuid().ToString("N"), new Witness(), new PartyMemory());
        var topic = $"conformance-{id}";
        await broker.CreateTopicAsync(topic, Partitions);
        await broker.CreateTopicAsync(topic + ".dlq", Partitions);
        var rows = new ConcurrentDictionary<(string State, GrainId Grain), (byte[] Bytes, string ETag)>();
        var connection = new KafkaConnection { BootstrapServers = broker.BootstrapServers };
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.ClearProviders());
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(witness).AddSingleton(memory);
            silo.Services.AddGrainStorage("PubSubStore", (services, _) => new SharedGrainStorage(rows, services.GetRequiredService<Serializer>()));
            silo.Configure<ClusterMembershipOptions>(o => (o.NumVotesForDeathDeclaration, o.NumMissedProbesLimit, o.ProbeTimeout) = (1, 2, TimeSpan.FromSeconds(1)));
            silo.AddKafkaStreams(Provider, kafka =>
            {
                kafka.Configure(o =>
                {
                    (o.Connection, o.GroupId, o.AllowFewerReplicas) = (connection, id, true);
                    (o.SessionTimeout, o.HeartbeatInterval, o.CommitInterval) = (TimeSpan.FromSeconds(6), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(100));
                });
                kafka.Topic(topic, t => t.AsStream(o => (o.NamespaceHeader, o.BatchCountMax, o.OnFailure) = (NamespaceHeader, 10, FailurePolicy.DeadLetter)));
                kafka.ConfigurePullingAgent(agent => agent.Configure(o => o.MaxEventDeliveryTime = TimeSpan.FromSeconds(2)));
                if (usesOrleansSerializer)
                {
                    kafka.UseOrleansSerializer();
                }
            });
        });
        builder.ConfigureClient(client => client.AddKafkaStreams(Provider, (KafkaStreamsClientBuilder kafka) =>
        {
            kafka.Configure(o => (o.Connection, o.OtherNamespacesTopic, o.OtherNamespacesHeader) = (connection, topic, NamespaceHeader));
            if (usesOrleansSerializer)
            {
                kafka.UseOrleansSerializer();
            }
        }));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var started = new ConformanceCluster(cluster, witness);
        await Eventually.Async(() => started.AssignedPartitions == Partitions && cluster.GetActiveSilos().All(IsReady), () => $"{started.AssignedPartitions} partitions are assigned");
        return started;
    }

    /// <summary>Starts one more silo, until it reads its share.</summary>
    public async Task<InProcessSiloHandle> AddSiloAsync()
    {
        var silo = await _cluster.StartAdditionalSiloAsync();
        await Eventually.Async(() => IsReady(silo) && PartitionsOf(silo) > 0 && AssignedPartitions == Partitions, () => $"{PartitionsOf(silo)} of {AssignedPartitions} partitions");
        return silo;
    }

    public async Task StopAsync(InProcessSiloHandle silo)
    {
        await _cluster.StopSiloAsync(silo);
        await Eventually.Async(() => AssignedPartitions == Partitions, () => $"{AssignedPartitions} partitions are assigned");
    }

    public IPartyGrain Grain(string name) => Client.GetGrain<IPartyGrain>(name);

    public IAsyncStream<NumberedEvent> ClientStream(StreamId stream) => Client.GetStreamProvider(Provider).GetStream<NumberedEvent>(stream);

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    private int AssignedPartitions => _cluster.GetActiveSilos().Sum(PartitionsOf);

    private static int PartitionsOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredKeyedService<KafkaConsumerGroup>(Provider).Assignment.Partitions.Count;

    private static bool IsReady(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredKeyedService<IKafkaGroupStatus>(Provider).IsReady;
}
