using Confluent.Kafka;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Offsets that hold no record of ours: transaction markers, aborted records, deleted and compacted ones.</summary>
[Collection(RealBrokerGroup.Name)]
public sealed class GapTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableFact]
    public async Task Transactions_AbortedOnesAreNotRead_AndMarkersDoNotKeepTheCommitFromTheEnd()
    {
        await Broker.CreateTopicAsync(Topic, 1);
        await Broker.CreateTopicAsync(Topic + ".dlq", 1);
        await using var silo = await StartAsync(o => o.StallTimeout = TimeSpan.FromSeconds(1));
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Broker.BootstrapServers, TransactionalId = Group }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(30));

        Transact(producer, Records(0, 10), commit: true);
        Transact(producer, Records(100, 10), commit: false);
        Transact(producer, Records(10, 10), commit: true);
        Transact(producer, Records(200, 10), commit: false);

        // 40 records and 4 markers, of which the last 11 offsets hold nothing to read.
        await AwaitCommittedAsync(0, 44);
        Assert.Equal(Texts(0, 20), silo.Probe.TextsOf("k"));
        // Three times as long as it takes to find a stall.
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        Assert.True(silo.Status.IsReady, silo.Status.Detail);
        Assert.Equal(20, silo.Probe.Count);
    }

    private void Transact(IProducer<byte[], byte[]> producer, IEnumerable<(string Key, string Text)> records, bool commit)
    {
        producer.BeginTransaction();
        TopicAdmin.ProduceWith(producer, Topic, 0, records);
        if (commit)
        {
            producer.CommitTransaction(TimeSpan.FromSeconds(30));
        }
        else
        {
            // Only what was sent is in the log to be aborted.
            producer.Flush(TimeSpan.FromSeconds(30));
            producer.AbortTransaction(TimeSpan.FromSeconds(30));
        }
    }
}
