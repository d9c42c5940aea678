using Confluent.Kafka;

namespace Benchmarks;

/// <summary>
/// Loads a new broker with small requests of all the kinds that jobs make: the first transaction and the first group make Kafka's own topics, and a JVM
/// compiles what it runs in its first minute, at 2,000 events a second for nearly half of the broker's time, at the expense of whoever is measured first.
/// </summary>
internal static class BrokerWarmUp
{
    private const int SentTogether = 100;
    private const int RecordBytes = 400;
    private static readonly string[] Topics = ["warm-up-in", "warm-up-out"];

    public static async Task RunAsync(Broker broker, TimeSpan time, CancellationToken stop)
    {
        await broker.RecreateTopicsAsync(Topics, stop);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(time);
        var transactions = Task.Run(() => ProduceInTransactionsAsync(broker, end.Token, stop), CancellationToken.None);
        await Task.WhenAll(
            transactions,
            Task.Run(() => Produce(broker, end.Token), CancellationToken.None),
            Task.Run(() => Consume(broker, transactions, end.Token, stop), CancellationToken.None));
        stop.ThrowIfCancellationRequested();
        await broker.DeleteTopicsAsync(Topics, stop);
    }

    private static void Produce(Broker broker, CancellationToken end)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, EnableIdempotence = true, LingerMs = 0, CompressionType = CompressionType.Lz4 }).Build();
        for (var sent = 0; !end.IsCancellationRequested; sent += SentTogether)
        {
            Send(producer, Topics[0], sent);
            producer.Flush(CancellationToken.None);
        }
    }

    private static async Task ProduceInTransactionsAsync(Broker broker, CancellationToken end, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, TransactionalId = "warm-up", LingerMs = 5 }).Build();
        await Broker.RetryAsync(
            () =>
            {
                producer.InitTransactions(TimeSpan.FromSeconds(10));
                return Task.CompletedTask;
            },
            stop);

        // One at least, however short the time is.
        for (var sent = 0; sent == 0 || !end.IsCancellationRequested; sent += SentTogether)
        {
            producer.BeginTransaction();
            Send(producer, Topics[1], sent);
            producer.CommitTransaction();
        }
    }

    private static void Consume(Broker broker, Task transactions, CancellationToken end, CancellationToken stop)
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
        var hasRead = false;
        while (!stop.IsCancellationRequested && (!end.IsCancellationRequested || (!hasRead && !transactions.IsFaulted)))
        {
            hasRead |= consumer.Consume(TimeSpan.FromMilliseconds(100)) is not null;
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
