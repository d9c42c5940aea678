using System.Text;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Testing.Tests.Support;

/// <summary>Short forms of what the tests ask of a broker.</summary>
internal static class Client
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static IProducer<string, byte[]> Producer(string bootstrapServers, Action<ProducerConfig>? change = null)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 5,
            RetryBackoffMs = 50,
            ReconnectBackoffMs = 20,
            ReconnectBackoffMaxMs = 200,
            MessageTimeoutMs = (int)Limit.TotalMilliseconds,
        };
        change?.Invoke(config);
        return new ProducerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public static async Task ProduceAsync(string bootstrapServers, string topic, int partition, params string[] values)
    {
        using var producer = Producer(bootstrapServers);
        await Task.WhenAll(values.Select(v => producer.ProduceAsync(new TopicPartition(topic, partition), Message(v))));
    }

    public static Message<string, byte[]> Message(string value) => new() { Key = "key", Value = Encoding.UTF8.GetBytes(value) };

    public static IConsumer<string, byte[]> Consumer(string bootstrapServers, string group = "none")
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = group,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            FetchWaitMaxMs = 5,
            SessionTimeoutMs = 6_000,
            ReconnectBackoffMs = 20,
            ReconnectBackoffMaxMs = 200,
        };
        return new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>The values of a partition from an offset on, as many as asked for.</summary>
    public static IReadOnlyList<string> Read(string bootstrapServers, string topic, int partition, long from, int count)
    {
        using var consumer = Consumer(bootstrapServers);
        consumer.Assign(new TopicPartitionOffset(topic, partition, from));
        var values = new List<string>();
        var began = TimeProvider.System.GetTimestamp();
        while (values.Count < count)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
            {
                Assert.Fail($"After {Limit} {values.Count} of {count} records of {topic}[{partition}] from {from} on.");
            }

            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } record)
            {
                values.Add(Encoding.UTF8.GetString(record.Message.Value));
            }
        }

        return values;
    }

    public static void Commit(string bootstrapServers, string group, string topic, int partition, long offset)
    {
        using var consumer = Consumer(bootstrapServers, group);
        consumer.Commit([new TopicPartitionOffset(topic, partition, offset)]);
    }

    public static WatermarkOffsets Watermarks(string bootstrapServers, string topic, int partition)
    {
        using var consumer = Consumer(bootstrapServers);
        return consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Limit);
    }

    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";
}
