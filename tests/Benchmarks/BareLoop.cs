using System.Diagnostics;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>What the client alone can do: one consumer, one loop, the same fetch settings and decoding, nothing else.</summary>
internal static class BareLoop
{
    public static Measured Run(RealKafka broker, int records)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]>(new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = $"bare-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            FetchQueueBackoffMs = 1,
            QueuedMaxMessagesKbytes = 32 << 10,
        }).SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray).Build();
        consumer.Subscribe(OrderRecords.Topic);
        // The clock starts at the first record, as it does for the other side: joining the group is no part of it.
        var clock = new Stopwatch();
        var processor = Measured.Processor();
        for (var read = 0; read < records;)
        {
            if (consumer.Consume(1_000) is { } result)
            {
                clock.Start();
                GC.KeepAlive(OrderEventDecoder.Read(result.Message.Value));
                read++;
            }
        }

        var measured = Measured.Of(records, clock.Elapsed, processor);
        consumer.Close();
        return measured;
    }
}
