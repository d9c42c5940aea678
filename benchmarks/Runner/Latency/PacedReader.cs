using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Benchmarks;

/// <summary>Sees the outputs of a run as they are committed.</summary>
internal static class PacedReader
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);

    /// <summary>Reads until all outputs were seen, or none came for a minute.</summary>
    /// <returns>How many were seen.</returns>
    public static Task<long> ReadAsync(Broker broker, PacedRun run, CancellationToken stop) => Task.Factory.StartNew(() => Read(broker, run, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static long Read(Broker broker, PacedRun run, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = "benchmark-reader",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
            FetchWaitMaxMs = 100,
            FetchQueueBackoffMs = 1,
            ConsumeResultFields = "none",
        }).Build();
        consumer.Assign(Enumerable.Range(0, Broker.Partitions).Select(partition => new TopicPartitionOffset(OrderTopics.Activity, partition, Offset.Beginning)));
        var heard = TimeProvider.System.GetTimestamp();
        var seen = 0L;
        while (seen < run.Script.Outputs && TimeProvider.System.GetElapsedTime(heard) < SilenceMax)
        {
            stop.ThrowIfCancellationRequested();
            if (consumer.Consume(200) is { } record)
            {
                heard = TimeProvider.System.GetTimestamp();
                seen += Note(run, record.Message.Value);
            }
        }

        return seen;
    }

    private static int Note(PacedRun run, byte[] value)
    {
        var reader = new Utf8JsonReader(value);
        string? id = null;
        var kind = OrderEventKind.Created;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("orderId"u8))
            {
                reader.Read();
                id = reader.GetString();
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("what"u8))
            {
                reader.Read();
                kind = reader.ValueTextEquals("paid"u8) || reader.ValueTextEquals("payment.processed"u8) ? OrderEventKind.Paid : OrderEventKind.Created;
            }
        }

        var order = run.Script.IndexOf(id);
        return order < 0 ? throw new BenchmarkException($"This output is of no order: {Encoding.UTF8.GetString(value)}") : run.Seen(kind, order) ? 1 : 0;
    }
}
