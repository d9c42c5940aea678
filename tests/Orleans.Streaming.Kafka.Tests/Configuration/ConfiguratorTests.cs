using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Configuration;

/// <summary>What Orleans' own methods for stream providers set, on silos and clients.</summary>
public sealed class ConfiguratorTests
{
    [Fact]
    public async Task Silo_HasWhatOrleansOwnMethodsSet_AndOurDefaultsElsewhere()
    {
        await using var host = Build(kafka =>
        {
            kafka.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(42)));
            kafka.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            kafka.ConfigureLifecycle(lifecycle => lifecycle.Configure(o => o.StartupState = StreamLifecycleOptions.RunState.AgentsStopped));
            kafka.ConfigureBackoffProvider((_, _) => (IMessageDeliveryBackoffProvider)new PatientBackoff());
        });

        var agent = OptionsOf<StreamPullingAgentOptions>(host.Services);
        Assert.Equal((TimeSpan.FromMilliseconds(42), TimeSpan.FromSeconds(10)), (agent.GetQueueMsgsTimerPeriod, agent.StreamInactivityPeriod));
        Assert.Equal(StreamPubSubType.ImplicitOnly, OptionsOf<StreamPubSubOptions>(host.Services).PubSubType);
        Assert.Equal(StreamLifecycleOptions.RunState.AgentsStopped, OptionsOf<StreamLifecycleOptions>(host.Services).StartupState);
        Assert.IsType<PatientBackoff>(host.Services.GetRequiredKeyedService<IMessageDeliveryBackoffProvider>("kafka"));
        Assert.IsType<KafkaQueueBalancer>(host.Services.GetRequiredKeyedService<IStreamQueueBalancer>("kafka"));
    }

    [Theory]
    [InlineData(true, StreamPubSubType.ExplicitGrainBasedAndImplicit)]
    [InlineData(false, StreamPubSubType.ImplicitOnly)]
    public async Task PubSub_WhereNothingIsSet_FollowsFromTheTopics(bool isStream, StreamPubSubType expected)
    {
        await using var host = Build(_ => { }, isStream);

        Assert.Equal(expected, OptionsOf<StreamPubSubOptions>(host.Services).PubSubType);
    }

    [Fact]
    public async Task Start_WithAnotherQueueBalancer_IsRefusedWithTheReason()
    {
        await using var host = Build(kafka => kafka.UseConsistentRingQueueBalancer());

        var problem = Assert.Throws<OrleansConfigurationException>(() => Validate(host.Services));

        Assert.Contains("\"kafka\": a queue balancer is configured", problem.Message, StringComparison.Ordinal);
        await using var own = Build(_ => { });
        Validate(own.Services);
    }

    [Fact]
    public void Client_HasWhatOrleansOwnMethodsSet()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client.UseLocalhostClustering().AddKafkaStreams("kafka", kafka =>
        {
            kafka.Configure(o => o.Connection = new KafkaConnection { BootstrapServers = "kafka:9092" });
            kafka.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            kafka.ConfigureLifecycle(lifecycle => lifecycle.Configure(o => o.InitStage = 7));
        }));
        using var host = builder.Build();

        Assert.Equal(StreamPubSubType.ImplicitOnly, OptionsOf<StreamPubSubOptions>(host.Services).PubSubType);
        Assert.Equal(7, OptionsOf<StreamLifecycleOptions>(host.Services).InitStage);
        Assert.Contains(Logged(host.Services), line => line == "Connection: kafka:9092 (Plaintext)");
    }

    [Fact]
    public async Task Options_AreAmongThoseTheSiloLogs_WithoutSecrets()
    {
        await using var host = Build(kafka => kafka
            .Configure(o =>
            {
                o.Connection = new KafkaConnection { BootstrapServers = "kafka:9092", Protocol = KafkaProtocol.SaslPlaintext, SaslMechanism = KafkaSaslMechanism.Plain, Username = "u", Password = "secret" };
                o.ConsumerProperties["ssl.keystore.password"] = "secret";
            })
            .ConfigureProducer(o => o.Properties["ssl.keystore.password"] = "secret"));

        var lines = Logged(host.Services);
        Assert.Contains("GroupId: group", lines);
        Assert.Contains("Connection: kafka:9092 (SaslPlaintext as u)", lines);
        Assert.Contains("QueueRecordsMax: 100000", lines);
        Assert.DoesNotContain(lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    private static ProviderHost Build(Action<KafkaStreamsBuilder> configure, bool isStream = true) => ProviderHost.Build(silo => silo.AddKafkaStreams("kafka", kafka =>
    {
        kafka
            .Configure(o => (o.Connection, o.GroupId) = (new KafkaConnection { BootstrapServers = "kafka:9092" }, "group"))
            .Topic("orders", topic => _ = isStream ? topic.AsStream() : topic.DeliverTo<IProbeGrain>());
        configure(kafka);
    }));

    private static void Validate(IServiceProvider services)
    {
        foreach (var validator in services.GetServices<IConfigurationValidator>().OfType<QueueBalancerValidator>())
        {
            validator.ValidateConfiguration();
        }
    }

    private static TOptions OptionsOf<TOptions>(IServiceProvider services) => services.GetRequiredService<IOptionsMonitor<TOptions>>().Get("kafka");

    private static List<string> Logged(IServiceProvider services) => [.. services.GetServices<IOptionFormatter>().Where(f => f.Name.Contains("Kafka", StringComparison.Ordinal)).SelectMany(f => f.Format())];

    /// <summary>Waits for a second.</summary>
    private sealed class PatientBackoff : IMessageDeliveryBackoffProvider
    {
        public TimeSpan Next(int attempt) => TimeSpan.FromSeconds(1);
    }
}
