using System.Diagnostics;
using Confluent.Kafka;

namespace Benchmarks;

/// <summary>Sends the events of a run, each when its time has come and without waiting for company. Each topic has a producer of its own, as if of different services.</summary>
internal static class PacedProducer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public static Task SendAsync(Broker broker, PacedRun run, CancellationToken stop) => Task.Factory.StartNew(() => Send(broker, run, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Send(Broker broker, PacedRun run, CancellationToken stop)
    {
        var producers = Enum.GetValues<OrderEventKind>().ToDictionary(kind => kind, _ => Producer(broker));
        try
        {
            var records = new OrderRecords(run.Script);
            run.Began = Stopwatch.GetTimestamp();
            var count = 0;
            Error? refusal = null;
            foreach (var (kind, order) in run.Script.All())
            {
                var due = TimeSpan.FromSeconds((double)count++ / run.Rate);
                while (Stopwatch.GetElapsedTime(run.Began) < due)
                {
                    if (stop.WaitHandle.WaitOne(Pause))
                    {
                        stop.ThrowIfCancellationRequested();
                    }
                }

                var message = records.Of(kind, order);
                run.Sent(kind, order, Stopwatch.GetElapsedTime(run.Began) - due);
                producers[kind].Produce(OrderTopics.Of(kind), message, report =>
                {
                    if (report.Error.IsError)
                    {
                        refusal = report.Error;
                    }
                    else
                    {
                        run.Accepted(kind, order);
                    }
                });
            }

            foreach (var producer in producers.Values)
            {
                producer.Flush(stop);
            }

            if (refusal is not null)
            {
                throw new BenchmarkException($"The broker did not take an event: {refusal.Reason}.");
            }
        }
        finally
        {
            foreach (var producer in producers.Values)
            {
                producer.Dispose();
            }
        }
    }

    private static IProducer<byte[], byte[]> Producer(Broker broker) => new ProducerBuilder<byte[], byte[]>(new ProducerConfig
    {
        BootstrapServers = broker.BootstrapServers,
        // As Java clients do by default. With it no more than five requests are on their way: where the broker is slow, what waits goes into one request
        // instead of thousands that are served one by one.
        EnableIdempotence = true,
        Partitioner = Partitioner.Murmur2Random, // as Java clients place keys
        LingerMs = 0,
        SocketNagleDisable = true,
        DeliveryReportFields = "none",
    }).Build();
}
