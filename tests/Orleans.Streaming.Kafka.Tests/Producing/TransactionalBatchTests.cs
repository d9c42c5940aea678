using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.HandOver;
using Orleans.Streaming.Kafka.Tests.Streams.Support;
using Orleans.Streaming.Kafka.Tests.Support;
using Orleans.Streaming.Kafka.TestSilo;

namespace Orleans.Streaming.Kafka.Tests.Producing;

/// <summary>Batches of streams that are stored all or nothing.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class TransactionalBatchTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableFact]
    public async Task Batch_OfWhichTheBrokerRefusesOne_IsNotStored_AndTheNextOneIs()
    {
        await Broker.CreateTopicAsync(Topic, 2);
        await Admin.SetAsync(Topic, "max.message.bytes", "20000");
        await using var silo = await StreamSilo.StartAsync(Broker, Group, Topic, configure: o => o.TransactionalBatches = true);
        var stream = StreamId.Create(Topic, "k");
        await silo.Subscriber("s").Subscribe(stream);
        var random = new Random(1);
        var tooLarge = string.Create(60_000, random, static (text, random) => random.GetItems("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".AsSpan(), text));

        var failure = await Assert.ThrowsAsync<KafkaStreamException>(() => silo.Streams.GetStream<string>(stream).OnNextBatchAsync(["0", tooLarge, "2"]));
        await silo.Streams.GetStream<string>(stream).OnNextBatchAsync(["3", "4", "5"]);
        await silo.Streams.GetStream<string>(stream).OnNextAsync("6");

        await Eventually.Async(() => silo.Probe.Count == 4, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(["3", "4", "5", "6"], silo.Probe.TextsOf("s"));
        Assert.Equal(["3", "4", "5", "6"], Read(IsolationLevel.ReadCommitted));
        Assert.Contains("none of its records is", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Batch_OfAProcessThatIsKilledAmidIt_IsSeenByNobody_AndTheNextOneWhole()
    {
        await Broker.CreateTopicAsync(Topic, 1);
        await Broker.CreateTopicAsync(Topic + "-keyed", 1);
        await using (var killed = await SiloProcess.StartAsync(Options("killed"), crashAt: "before-transaction-commit:1"))
        {
            Assert.NotEqual(0, await killed.ExitAsync());
        }

        Assert.Equal(TestSiloOptions.BatchCount, Read(IsolationLevel.ReadUncommitted).Count);
        Assert.Empty(Read(IsolationLevel.ReadCommitted));
        await using var next = await SiloProcess.StartAsync(Options("next"));
        await Eventually.Async(() => next.Output.Contains("PRODUCED", StringComparison.Ordinal), () => next.Output);

        // Readers wait until the broker has aborted what the killed process left.
        await Eventually.Async(() => Read(IsolationLevel.ReadCommitted).Count > 0, () => "nothing to read", seconds: 90);
        Assert.Equal(Texts(0, TestSiloOptions.BatchCount), Read(IsolationLevel.ReadCommitted));
        Assert.Equal(2 * TestSiloOptions.BatchCount, Read(IsolationLevel.ReadUncommitted).Count);
        await next.StopAsync();
    }

    private TestSiloOptions Options(string name)
    {
        var port = LoopbackPorts.Take(1)[0];
        return new TestSiloOptions
        {
            Servers = Broker.BootstrapServers,
            Group = Group,
            Topics = [Topic + "-keyed"],
            BatchTopic = Topic,
            Protocol = KafkaGroupProtocol.Classic,
            LogPath = Path.Combine(Path.GetTempPath(), $"{Topic}-{name}"),
            SessionTimeout = TimeSpan.FromSeconds(6),
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            SiloPort = port,
            PrimaryPort = port,
        };
    }

    private List<string> Read(IsolationLevel isolation)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = Broker.BootstrapServers,
            GroupId = Guid.NewGuid().ToString(),
            EnableAutoCommit = false,
            IsolationLevel = isolation,
        }).SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
        consumer.Assign(Enumerable.Range(0, 2).Select(p => new TopicPartitionOffset(Topic, p, Offset.Beginning)));
        var texts = new List<string>();
        for (var silences = 0; silences < 8;)
        {
            try
            {
                if (consumer.Consume(250) is { } read)
                {
                    texts.Add(Encoding.UTF8.GetString(read.Message.Value!));
                }
                else
                {
                    silences++;
                }
            }
            catch (ConsumeException)
            {
                // Where the topic has one partition, there is no other to read.
                silences++;
            }
        }

        return texts;
    }
}
