using System.Diagnostics;
using Confluent.Kafka;

namespace Benchmarks;

/// <summary>Sends the events of a run, each when its time has come and without waiting for company.</summary>
internal static class PacedProducer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public static async Task SendAsync(Broker broker, PacedRun run, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            Acks = Acks.All,
            Partitioner = Partitioner.Murmur2Random, // as Java clients place keys
            LingerMs = 0,
            SocketNagleDisable = true,
            DeliveryReportFields = "none",
        }).Build();
        var records = new OrderRecords(run.Script);
        using var tick = new PeriodicTimer(Pause);
        run.Began = Stopwatch.GetTimestamp();
        var count = 0;
        foreach (var (kind, order) in run.Script.All())
        {
            var due = TimeSpan.FromSeconds((double)count++ / run.Rate);
            while (Stopwatch.GetElapsedTime(run.Began) < due)
            {
                await tick.WaitForNextTickAsync(stop);
            }

            var message = records.Of(kind, order);
            run.Sent(kind, order, Stopwatch.GetElapsedTime(run.Began) - due);
            producer.Produce(OrderTopics.Of(kind), message);
        }

        producer.Flush(stop);
    }
}
