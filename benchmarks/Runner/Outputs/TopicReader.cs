using Confluent.Kafka;

namespace Benchmarks;

/// <summary>Reads what is committed in a topic, from its beginning to where its end is now.</summary>
internal static class TopicReader
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Blocks its thread.</summary>
    /// <exception cref="BenchmarkException">Nothing came for half a minute though the end was not reached: a transaction is open.</exception>
    public static void ReadAll(Broker broker, string topic, Action<byte[]> value, CancellationToken stop)
    {
        if (!broker.Topics().Contains(topic, StringComparer.Ordinal))
        {
            return;
        }

        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = "benchmark-check",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            ConsumeResultFields = "none",
        }).Build();
        var open = broker.PartitionsOf(topic);
        consumer.Assign(Enumerable.Range(0, open).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        while (open > 0)
        {
            stop.ThrowIfCancellationRequested();
            switch (consumer.Consume(Timeout))
            {
                case null:
                    throw new BenchmarkException($"{topic} could not be read to its end.");
                case { IsPartitionEOF: true }:
                    open--;
                    break;
                case var record:
                    value(record.Message.Value);
                    break;
            }
        }
    }
}
