using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Memory;

/// <summary>What the client holds by itself, by its own statistics, on the real broker.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class PrefetchTests(RealBrokerFixture fixture)
{
    private const int Partitions = 4;
    private const int ValueBytes = 1_000;
    private const int RecordsPerPartition = 12_000;
    private const long Prefetch = 4 << 20;

    private readonly string _topic = $"t-{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Client_WhoseRecordsNobodyTakes_HoldsNoMoreThanItIsCountedWith()
    {
        await fixture.Broker.CreateTopicAsync(_topic, Partitions);
        var value = new byte[ValueBytes];
        new Random(7).NextBytes(value);
        Produce(value);
        var options = new KafkaStreamOptions
        {
            Connection = new KafkaConnection { BootstrapServers = fixture.Broker.BootstrapServers },
            GroupId = $"g-{Guid.NewGuid():N}",
            PrefetchBytesMax = Prefetch,
        };
        var config = ConsumerConfigFactory.Create(options);
        config.StatisticsIntervalMs = 50;
        var (held, still) = (0L, 0);
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetStatisticsHandler((_, statistics) =>
            {
                var now = QueuedBytes(statistics);
                still = now > 0 && now == held ? still + 1 : 0;
                held = now;
            })
            .Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(_topic, p, 0)));

        // Each turn takes one record at most, which is what lets the statistics through; full is where nothing more comes.
        for (var turn = 0; turn < 300 && (held < Prefetch / 2 || still < 5); turn++)
        {
            consumer.Consume(TimeSpan.Zero);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.InRange(held, Prefetch / 2, MemoryBudget.ReservedBy(options, producerQueueBytes: 0, hasStreams: false));
    }

    private void Produce(byte[] value)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = fixture.Broker.BootstrapServers, LingerMs = 20, QueueBufferingMaxMessages = Partitions * RecordsPerPartition }).Build();
        for (var i = 0; i < Partitions * RecordsPerPartition; i++)
        {
            producer.Produce(new TopicPartition(_topic, i % Partitions), new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)), Value = value });
        }

        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(60)));
    }

    // The partitions' queues are one queue, and each tells the size of all of it.
    private long QueuedBytes(string statistics)
    {
        using var json = JsonDocument.Parse(statistics);
        return json.RootElement.GetProperty("topics").TryGetProperty(_topic, out var topic)
            ? topic.GetProperty("partitions").EnumerateObject().Max(p => p.Value.GetProperty("fetchq_size").GetInt64())
            : 0;
    }
}
