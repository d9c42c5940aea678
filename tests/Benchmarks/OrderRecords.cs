using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>The topic both sides read.</summary>
internal static class OrderRecords
{
    public const string Topic = "orders";
    public const int Partitions = 12;
    public const int ValueBytes = 300;

    public static async Task ProduceAsync(RealKafka broker, int records, int keys)
    {
        await broker.CreateTopicAsync(Topic, Partitions);
        await broker.CreateTopicAsync(Topic + ".dlq", Partitions);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddKafkaProducer("bench", o => o.Connection = new KafkaConnection { BootstrapServers = broker.BootstrapServers })
            .BuildServiceProvider();
        var producer = services.GetRequiredKeyedService<IKafkaProducer>("bench");
        foreach (var chunk in Enumerable.Range(0, records).Chunk(20_000))
        {
            var results = await producer.SendManyAsync([.. chunk.Select(i => Message(i, i % keys))]);
            if (results.FirstOrDefault(r => r.Error is not null).Error is { } error)
            {
                throw error;
            }
        }
    }

    private static KafkaMessage Message(int i, int key)
    {
        var order = $"order-{key}";
        var bare = new OrderEvent(new Guid(i, 0, 0, new byte[8]).ToString(), "order.updated", order, $"user-{key / 10}", i / 100m, "");
        var padding = ValueBytes - JsonSerializer.SerializeToUtf8Bytes(bare, OrderEventJson.Default.OrderEvent).Length;
        return new KafkaMessage
        {
            Topic = Topic,
            Key = Encoding.UTF8.GetBytes(order),
            Value = JsonSerializer.SerializeToUtf8Bytes(bare with { Note = new string('n', padding) }, OrderEventJson.Default.OrderEvent),
        };
    }
}
