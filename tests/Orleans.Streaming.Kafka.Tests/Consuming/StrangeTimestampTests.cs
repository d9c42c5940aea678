using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>A producer that counts its timestamps in another unit must not stop the group.</summary>
[Collection(RealBrokerGroup.Name)]
public sealed class StrangeTimestampTests(RealBrokerFixture fixture)
{
    private readonly string _topic = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task Record_WithATimestampNoCalendarHas_IsDelivered_OnTheEmbeddedBroker()
    {
        await using var broker = EmbeddedKafka.Start(new EmbeddedKafkaOptions());
        broker.CreateTopic(_topic, 1);

        await IsDeliveredAsync(broker);
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Record_WithATimestampNoCalendarHas_IsDelivered_OnARealTopicThatTakesIt()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1, replicationFactor: null, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["message.timestamp.after.max.ms"] = "9223372036854775807",
        });

        await IsDeliveredAsync(fixture.Broker);
    }

    private async Task IsDeliveredAsync(IKafkaBroker broker)
    {
        await using var silo = await KafkaSilo.StartAsync(broker, $"g-{Guid.NewGuid():N}", [_topic]);
        var loop = silo.Group.Loop;
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers }).Build();
        foreach (var (text, at) in new[] { ("before", 1_700_000_000_000), ("strange", 1_700_000_000_000_000), ("after", 1_700_000_000_001) })
        {
            producer.Produce(_topic, new Message<byte[], byte[]> { Key = "k"u8.ToArray(), Value = Encoding.UTF8.GetBytes(text), Timestamp = new Timestamp(at, TimestampType.CreateTime) });
        }

        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(20)));

        await Eventually.Async(() => silo.Probe.TextsOf("k").Count >= 3, () => $"{string.Join(", ", silo.Probe.TextsOf("k"))}; {silo.Status.Detail}");
        Assert.Equal(["before", "strange", "after"], silo.Probe.TextsOf("k"));
        Assert.Same(loop, silo.Group.Loop);
    }
}
