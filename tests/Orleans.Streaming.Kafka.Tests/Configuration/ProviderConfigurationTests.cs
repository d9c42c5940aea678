using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.DeadLetters;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Configuration;

/// <summary>Providers from <c>Orleans:Streaming</c> in the configuration.</summary>
public sealed class ProviderConfigurationTests
{
    [Fact]
    public async Task TwoProviders_OnTwoClustersFromConfiguration_DeliverEachItsOwn()
    {
        await using var first = EmbeddedKafka.Start();
        await using var second = EmbeddedKafka.Start();
        first.CreateTopic("orders", 2);
        second.CreateTopic("users", 2);
        var settings = Settings("one", "orders", "Connection:BootstrapServers", first.BootstrapServers)
            .Concat(Settings("two", "users", "ConnectionName", "kafka-two"))
            .Append(new("ConnectionStrings:kafka-two", second.BootstrapServers));

        await using var host = await ProviderHost.StartAsync(
            silo =>
            {
                silo.Services.AddKafkaProducer("to-one", o => o.Connection = new KafkaConnection { BootstrapServers = first.BootstrapServers });
                silo.Services.AddKafkaProducer("to-two", o => o.Connection = new KafkaConnection { BootstrapServers = second.BootstrapServers });
            },
            "Development",
            settings);
        await host.ReadyAsync("one");
        await host.ReadyAsync("two");
        await SendAsync(host, "to-one", "orders", "order-1");
        await SendAsync(host, "to-two", "users", "user-1");

        await Eventually.Async(() => host.Probe.Count == 2, () => $"{host.Probe.Count} events");
        Assert.Equal("orders", Assert.Single(host.Probe.PositionsOf("order-1")).Topic);
        Assert.Equal("users", Assert.Single(host.Probe.PositionsOf("user-1")).Topic);
        Assert.Equal("group-one", host.Status("one").GroupId);
        Assert.Equal("group-two", host.Status("two").GroupId);
        Assert.Equal(TimeSpan.FromMilliseconds(200), host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get("one").CommitInterval);
    }

    [Theory]
    [InlineData("CommitIntervall", "00:00:01", "CommitIntervall is no setting")]
    [InlineData("Connection:BootstrapServer", "x:1", "BootstrapServer is no setting")]
    [InlineData("CommitInterval", "soon", "CommitInterval")]
    [InlineData("Topics:orders:DeliverTo", "No.Such.IGrain", "No.Such.IGrain")]
    [InlineData("Topics:orders:Begin", "Latest", "Begin is no setting of a topic")]
    [InlineData("Topics:orders:Start", "Middle", "Earliest or Latest")]
    [InlineData("Topics:orders:PermanentFailure", "Ignore", "DeadLetter or RetryForever or Halt")]
    [InlineData("Topics:orders:WithoutKey", "9", "DeadLetter or Spread or OnePerPartition")]
    [InlineData("Topics:orders:Workers", "3", "is for topics with WithoutKey=Spread")]
    [InlineData("Topics:orders:OnFailure", "DeadLetter", "OnFailure is for topics with AsStream")]
    [InlineData("Topics:events:BatchCountMax", "0", "right is a number of at least 1")]
    [InlineData("Topics:events:PermanentFailure", "DeadLetter", "PermanentFailure is for topics with DeliverTo")]
    [InlineData("Topics:orders:DeadLetterSuffix", "/x", "no topic can be named")]
    [InlineData("Topics:orders:DeadLetterSink", "System.String", "IDeadLetterSink")]
    [InlineData("Topics:orders:WithoutDeadLetters", "maybe", "right is true or false")]
    [InlineData("Producer:Lingerr", "00:00:01", "Lingerr is no setting")]
    [InlineData("Producer:Connection:BootstrapServers", "x:1", "Connection is no setting")]
    [InlineData("Producer:RecordBytesMax", "1", "RecordBytesMax is no setting")]
    [InlineData("Producer:Linger", "soon", "Producer:Linger")]
    [InlineData("Producer:Linger", "01:00:00", "Linger")]
    [InlineData("Decoder", "No.Such.Decoder", "Decoder is \"No.Such.Decoder\"")]
    [InlineData("Encoder", "System.String", "IStreamEventEncoder")]
    [InlineData("FailureClassifier", "System.String", "IFailureClassifier")]
    [InlineData("UseOrleansSerializer", "maybe", "right is true or false")]
    public async Task Start_WhenASettingIsWrong_IsRejectedByItsPath(string setting, string value, string expected)
    {
        var settings = Settings("one", "orders", "Connection:BootstrapServers", "127.0.0.1:1").Append(new("Orleans:Streaming:one:Topics:events:AsStream", "true")).Append(new($"Orleans:Streaming:one:{setting}", value)).DistinctBy(s => s.Key + s.Value).ToLookup(s => s.Key).Select(s => s.Last());

        var problem = await Assert.ThrowsAnyAsync<Exception>(() => ProviderHost.StartAsync(_ => { }, settings: settings));

        Assert.Contains(expected, problem.ToString(), StringComparison.Ordinal);
        Assert.Matches($"{nameof(OrleansConfigurationException)}|{nameof(OptionsValidationException)}", problem.ToString());
    }

    [Fact]
    public async Task Provider_FromConfiguration_HasItsTopicsItsProducerAndItsClasses()
    {
        var settings = Settings("one", "orders", "Connection:BootstrapServers", "127.0.0.1:1").Concat(new Dictionary<string, string?>
        {
            ["Topics:orders:PermanentFailure"] = "Halt",
            ["Topics:orders:WithoutKey"] = "Spread",
            ["Topics:orders:Workers"] = "1",
            ["Topics:events:AsStream"] = "true",
            ["Topics:events:OnFailure"] = "Halt",
            ["Topics:events:Keyless"] = "DeadLetter",
            ["Topics:events:BatchCountMax"] = "7",
            ["Topics:events:CarriesRequestContext"] = "false",
            ["Topics:events:Namespace"] = "all",
            ["Topics:events:NamespaceHeader"] = "ns",
            ["Topics:events:DeliversTombstones"] = "true",
            ["Producer:Linger"] = "00:00:00.020",
            ["Producer:Compression"] = "Zstd",
            ["Producer:Properties:batch.num.messages"] = "10",
            ["Decoder"] = typeof(PoisonableDecoder).FullName,
            ["Encoder"] = typeof(ShoutingEncoder).FullName,
            ["FailureClassifier"] = typeof(HopefulClassifier).FullName,
        }.Select(setting => KeyValuePair.Create($"Orleans:Streaming:one:{setting.Key}", setting.Value)));

        await using var host = ProviderHost.Build(_ => { }, settings: settings);

        var services = host.Services.GetRequiredKeyedService<KafkaConsumerGroup>("one").Services;
        var orders = services.Routes["orders"];
        Assert.Equal(FailurePolicy.Halt, orders.PermanentFailure);
        Assert.Equal("orders/2/0", orders.EntityOf(new ReceivedEvent { Position = new RecordPosition("orders", Guid.Empty, 2, 5, -1), Timestamp = default, Value = "" }));
        var events = services.Routes["events"].Stream!;
        Assert.Equal((FailurePolicy.Halt, KeylessStreamRecords.DeadLetter, 7, false), (events.OnFailure, events.Keyless, events.BatchCountMax, events.CarriesRequestContext));
        Assert.Equal(("all", "ns", true), (events.Namespace, events.NamespaceHeader, events.DeliversTombstones));
        var producer = host.Services.GetRequiredService<IOptionsMonitor<KafkaProducerOptions>>().Get(KafkaStreamsParts.ProducerName("one"));
        Assert.Equal((TimeSpan.FromMilliseconds(20), KafkaCompression.Zstd, "10"), (producer.Linger, producer.Compression, producer.Properties["batch.num.messages"]));
        Assert.Equal("127.0.0.1:1", producer.Connection!.BootstrapServers);
        Assert.IsType<PoisonableDecoder>(services.Delivery.Decoder);
        Assert.Equal(FailureKind.Transient, services.Delivery.Judge.Judge(new FormatException(), since: null, isFailing: false).Kind);
        Assert.IsType<ShoutingEncoder>(host.Services.GetRequiredKeyedService<IStreamEventEncoder>("one"));
    }

    [Fact]
    public async Task Provider_FromConfiguration_HasOrleansSerializer()
    {
        var settings = Settings("one", "orders", "Connection:BootstrapServers", "127.0.0.1:1").Append(new("Orleans:Streaming:one:UseOrleansSerializer", "true"));

        await using var host = ProviderHost.Build(_ => { }, settings: settings);

        Assert.IsType<OrleansRecordDecoder>(host.Services.GetRequiredKeyedService<IRecordDecoder>("one"));
        Assert.IsType<OrleansStreamEventEncoder>(host.Services.GetRequiredKeyedService<IStreamEventEncoder>("one"));
    }

    [Fact]
    public void OrleansSerializer_BesideAnEncoder_IsRejected()
    {
        var settings = Settings("one", "orders", "Connection:BootstrapServers", "127.0.0.1:1").Append(new("Orleans:Streaming:one:UseOrleansSerializer", "true")).Append(new("Orleans:Streaming:one:Encoder", typeof(ShoutingEncoder).FullName));

        var problem = Assert.Throws<OrleansConfigurationException>(() => ProviderHost.Build(_ => { }, settings: settings));

        Assert.Contains("Orleans:Streaming:one:UseOrleansSerializer is true beside", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configure_FromASection_LeavesASharedConnectionAsItIs()
    {
        var shared = new KafkaConnection { BootstrapServers = "first:9092", ClientId = "mine" };
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationBuilder();
        configuration.Sources.Add(new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = [new("Connection:BootstrapServers", "second:9092"), new("ConsumerProperties:fetch.min.bytes", "5")] });
        var options = new KafkaStreamOptions { Connection = shared };

        OptionsSection.Bind(configuration.Build(), options);

        Assert.Equal("second:9092", options.Connection!.BootstrapServers);
        Assert.Equal("first:9092", shared.BootstrapServers);
        Assert.Equal("5", options.ConsumerProperties["fetch.min.bytes"]);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings(string provider, string topic, string connectBy, string connection) =>
        new Dictionary<string, string?>
        {
            ["ProviderType"] = "Kafka",
            [connectBy] = connection,
            ["GroupId"] = $"group-{provider}",
            ["SessionTimeout"] = "00:00:02",
            ["HeartbeatInterval"] = "00:00:00.5",
            ["FetchWait"] = "00:00:00.005",
            ["CommitInterval"] = "00:00:00.2",
            [$"Topics:{topic}:DeliverTo"] = typeof(IProbeGrain).FullName,
            [$"Topics:{topic}:Start"] = "Earliest",
        }.Select(setting => KeyValuePair.Create($"Orleans:Streaming:{provider}:{setting.Key}", setting.Value));

    private static async Task SendAsync(ProviderHost host, string producer, string topic, string key) =>
        await host.Services.GetRequiredKeyedService<IKafkaProducer>(producer).SendAsync(new KafkaMessage { Topic = topic, Key = Encoding.UTF8.GetBytes(key), Value = "v"u8.ToArray() });
}
