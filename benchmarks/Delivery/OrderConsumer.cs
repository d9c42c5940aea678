using Confluent.Kafka;

namespace Delivery;

/// <summary>A consumer of a group of its own, from the first record on, with the fetch settings of the provider.</summary>
internal static class OrderConsumer
{
    public static IConsumer<string, byte[]> Open(string bootstrap, string topic)
    {
        var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = $"delivery-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            FetchQueueBackoffMs = 1,
            QueuedMaxMessagesKbytes = 32 << 10,
        }).Build();
        consumer.Subscribe(topic);
        return consumer;
    }
}
