using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Peers.Orders;

namespace Peers.ByHand;

/// <summary>Sends outputs while the database works. One thread.</summary>
internal sealed class OutputSender(string bootstrap, int batchCountMax) : IDisposable
{
    private static readonly byte[] EventType = [.. "user.order-activity"u8];
    private static readonly byte[] EventVersion = [.. "1.0"u8];

    private readonly List<Task> _sent = [];
    private readonly IProducer<string, byte[]> _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig
    {
        BootstrapServers = bootstrap,
        EnableIdempotence = true,
        CompressionType = CompressionType.Lz4,
        Partitioner = Partitioner.Murmur2Random, // as Java clients place keys
        LingerMs = batchCountMax == 1 ? 0 : 5,
        DeliveryReportFields = "none",
    }).Build();

    public void Send(OrderActivity output) => _sent.Add(_producer.ProduceAsync(OrderTopics.Output, new Message<string, byte[]>
    {
        Key = output.Key,
        Value = JsonSerializer.SerializeToUtf8Bytes(output, OrderJson.Default.OrderActivity),
        Headers = new Headers { { "event-type", EventType }, { "event-version", EventVersion }, { "correlation-id", Encoding.UTF8.GetBytes(output.CorrelationId) } },
    }));

    /// <summary>Returns once all are acknowledged. The client's own Flush takes up to 10 ms longer.</summary>
    public void WaitForAll()
    {
        Task.WaitAll(_sent);
        _sent.Clear();
    }

    public void Dispose() => _producer.Dispose();
}
