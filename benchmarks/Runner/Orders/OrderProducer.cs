using Confluent.Kafka;

namespace Benchmarks;

/// <summary>Publishes a script's events as fast as the broker takes them.</summary>
internal static class OrderProducer
{
    public static Task PublishAsync(Broker broker, OrderScript script, CancellationToken stop) => PublishAsync(broker, script, script.All(), OrderTopics.Of, stop);

    public static Task PublishAsync(
        Broker broker, OrderScript script, IEnumerable<(OrderEventKind Kind, int Order)> events, Func<OrderEventKind, string> topicOf, CancellationToken stop) => Task.Run(
        () =>
        {
            using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                EnableIdempotence = true,
                CompressionType = CompressionType.Lz4,
                Partitioner = Partitioner.Murmur2Random, // as Java clients place keys
                LingerMs = 20,
                BatchSize = 256 << 10,
                QueueBufferingMaxMessages = 200_000,
            }).Build();
            var records = new OrderRecords(script);
            Error? failure = null;
            foreach (var (kind, order) in events)
            {
                stop.ThrowIfCancellationRequested();
                Produce(producer, topicOf(kind), records.Of(kind, order), report => failure = report.Error.IsError ? report.Error : failure);
            }

            while (producer.Flush(TimeSpan.FromSeconds(1)) > 0)
            {
                stop.ThrowIfCancellationRequested();
            }

            if (failure is not null)
            {
                throw new BenchmarkException($"The events could not be published: {failure.Reason}.");
            }
        },
        stop);

    private static void Produce(IProducer<byte[], byte[]> producer, string topic, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>> done)
    {
        while (true)
        {
            try
            {
                producer.Produce(topic, message, done);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
