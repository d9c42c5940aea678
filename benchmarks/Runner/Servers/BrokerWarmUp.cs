using Confluent.Kafka;

namespace Benchmarks;

/// <summary>
/// Loads a new broker with small requests of all the kinds that jobs make. A JVM compiles what it runs for its first half minute: at 2,000 events a
/// second its compiler alone took half of the machine, at the expense of whoever was measured first.
/// </summary>
internal static class BrokerWarmUp
{
    private const int SentTogether = 100;
    private const int RecordBytes = 400;
    private static readonly string[] Topics = ["warm-up-in", "warm-up-out"];

    public static async Task RunAsync(Broker broker, TimeSpan time, CancellationToken stop)
    {
        if (time == TimeSpan.Zero)
        {
            return;
        }

        await broker.RecreateTopicsAsync(Topics, stop);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(time);
        await Task.WhenAll(
            OnItsThread(() => Produce(broker, end.Token)),
            OnItsThread(() => ProduceInTransactions(broker, end.Token)),
            OnItsThread(() => Consume(broker, end.Token)));
        stop.ThrowIfCancellationRequested();
        await broker.DeleteTopicsAsync(Topics, stop);
    }

    private static Task OnItsThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Produce(Broker broker, CancellationToken end)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, EnableIdempotence = true, LingerMs = 0, CompressionType = CompressionType.Lz4 }).Build();
        for (var sent = 0; !end.IsCancellationRequested; sent += SentTogether)
        {
            Send(producer, Topics[0], sent);
            producer.Flush(CancellationToken.None);
        }
    }

    private static void ProduceInTransactions(Broker broker, CancellationToken end)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, TransactionalId = "warm-up", LingerMs = 5 }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        for (var sent = 0; !end.IsCancellationRequested; sent += SentTogether)
        {
            producer.BeginTransaction();
            Send(producer, Topics[1], sent);
            producer.CommitTransaction();
        }
    }

    private static void Consume(Broker broker, CancellationToken end)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = "warm-up",
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AutoCommitIntervalMs = 100,
        }).Build();
        consumer.Subscribe(Topics);
        while (!end.IsCancellationRequested)
        {
            consumer.Consume(TimeSpan.FromMilliseconds(100));
        }

        consumer.Close();
    }

    private static void Send(IProducer<byte[], byte[]> producer, string topic, int from)
    {
        for (var i = from; i < from + SentTogether; i++)
        {
            producer.Produce(topic, new Message<byte[], byte[]> { Key = BitConverter.GetBytes(i), Value = new byte[RecordBytes] });
        }
    }
}
