using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.DeadLetters;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Diagnostics;

/// <summary>What instruments and logs tell of whole flows.</summary>
public sealed class FlowTests : IAsyncLifetime
{
    private const string Provider = "flow";
    private const string Topic = "flow-topic";
    private const string Group = "flow-group";

    private readonly EmbeddedKafka _broker = EmbeddedKafka.Start();

    public Task InitializeAsync()
    {
        _broker.CreateTopic(Topic, 1);
        _broker.CreateTopic($"{Topic}.dlq", 1);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _broker.DisposeAsync().AsTask();

    [Fact]
    public async Task Instruments_OverAFlowWithPoisonAFailingEntityAndAFailingCommit_TellOfEach()
    {
        using var measured = new MeasuredGroup(Topic, Group);
        await using var host = await StartAsync();
        var (failures, hold) = (0, new TaskCompletionSource());
        host.Probe.BeforeAsync = (key, _) => key switch
        {
            // The world's fault, twice.
            "fails" when Interlocked.Increment(ref failures) <= 2 => throw new TimeoutException("the database is away"),
            "holds" => hold.Task,
            _ => Task.CompletedTask,
        };

        await SendAsync(host, ("a", "1"), ("a", "undecodable"), ("a", "unknown"), ("fails", "2"), ("holds", "3"), ("a", "4"));
        await Eventually.Async(() => host.Probe.Count == 3, () => $"{host.Probe.Count} events");
        await Eventually.Async(() => measured.Now("kafka.committed.offset") == 4 && measured.Now("kafka.consumer.lag") == 2, measured.ToString);

        Assert.Equal(1, measured.Of("kafka.dead_letters", "decoder-failed"));
        Assert.Equal(1, measured.Of("kafka.dead_letters", "unknown-type"));
        Assert.Equal(2, measured.Of("kafka.dead_letters"));
        Assert.Equal(2, measured.Of("kafka.delivery.retries"));
        Assert.Equal(6, measured.Of("kafka.messages.consumed"));
        Assert.Equal(6, measured.Of("kafka.messages.produced"));
        Assert.Equal(5, measured.Of("kafka.message.processing.duration"));
        Assert.Equal(0, measured.Of("kafka.commit.failures"));
        Assert.Equal(0, measured.Of("kafka.consumer.rebuilds"));

        _broker.FailNext(KafkaApi.OffsetCommit, KafkaErrorCode.TopicAuthorizationFailed);
        hold.SetResult();
        await Eventually.Async(() => measured.Now("kafka.committed.offset") == 6 && measured.Now("kafka.consumer.lag") == 0, measured.ToString);
        Assert.Equal(1, measured.Of("kafka.commit.failures"));

        // As the watchdog does where a consumer reads nothing though it should.
        host.Services.GetRequiredKeyedService<KafkaConsumerGroup>(Provider).Loop!.Rebuild("this test asks for it");
        await Eventually.Async(() => measured.Of("kafka.consumer.rebuilds") == 1, measured.ToString);
        await host.ReadyAsync(Provider);
        await SendAsync(host, ("a", "5"));
        await Eventually.Async(() => host.Probe.TextsOf("a").Contains("5"), () => $"{host.Probe.Count} events");
    }

    [Fact]
    public async Task Log_WhenAllIsWell_HoldsThatItBeganAndEnded_AndNothingOfTheRecords()
    {
        var host = await StartAsync();
        await using (host)
        {
            await SendAsync(host, [.. Enumerable.Range(0, 500).Select(i => ($"{i % 20}", $"{i}"))]);
            await Eventually.Async(() => host.Probe.Count == 500, () => $"{host.Probe.Count} events");
            await Eventually.Async(() => host.Services.GetRequiredKeyedService<KafkaConsumerGroup>(Provider).Progress().Sum(p => p.Lag) == 0, () => host.Status(Provider).Detail);
        }

        Assert.Collection(
            host.Log.AtLeast(LogLevel.Information).Where(line => line.StartsWith("Orleans.Streaming.Kafka", StringComparison.Ordinal)),
            line => Assert.Contains("begins with 1 partitions", line, StringComparison.Ordinal),
            line => Assert.Contains("was assigned 1 partitions", line, StringComparison.Ordinal),
            line => Assert.Contains("handed over 1 partitions", line, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Log.AtLeast(LogLevel.Warning), line => line.StartsWith("Orleans.Streaming.Kafka", StringComparison.Ordinal));
    }

    private static async Task SendAsync(ProviderHost host, params (string Key, string Text)[] records)
    {
        var results = await host.Services.GetRequiredKeyedService<IKafkaProducer>("tests").SendManyAsync(
            [.. records.Select(r => new KafkaMessage { Topic = Topic, Key = Encoding.UTF8.GetBytes(r.Key), Value = Encoding.UTF8.GetBytes(r.Text) })]);
        Assert.All(results, r => Assert.Null(r.Error));
    }

    private async Task<ProviderHost> StartAsync()
    {
        var connection = new KafkaConnection { BootstrapServers = _broker.BootstrapServers };
        var host = await ProviderHost.StartAsync(
            silo =>
            {
                silo.Services.AddKafkaProducer("tests", o => o.Connection = connection);
                silo.Configure<ClusterMembershipOptions>(o => o.ProbeTimeout = TimeSpan.FromMilliseconds(300));
                silo.AddKafkaStreams(Provider, kafka => kafka
                    .Configure(o =>
                    {
                        (o.Connection, o.GroupId, o.CommitInterval) = (connection, Group, TimeSpan.FromMilliseconds(50));
                        (o.SessionTimeout, o.HeartbeatInterval, o.FetchWait) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(5));
                    })
                    .DecodeWith<PoisonableDecoder>()
                    .Topic(Topic, t => t.DeliverTo<IProbeGrain>()));
            },
            "Development");
        await host.ReadyAsync(Provider);
        return host;
    }
}
