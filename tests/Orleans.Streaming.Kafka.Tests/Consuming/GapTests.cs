using Confluent.Kafka;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Offsets that hold no record of ours: transaction markers, aborted records, deleted and compacted ones.</summary>
[Collection(LogsGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class GapTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableFact]
    public async Task Transactions_AbortedOnesAreNotRead_AndMarkersDoNotKeepTheCommitFromTheEnd()
    {
        await Broker.CreateTopicAsync(Topic, 1);
        await Broker.CreateTopicAsync(Topic + ".dlq", 1);
        await using var silo = await StartAsync(o => o.StallTimeout = TimeSpan.FromSeconds(2));
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
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        Assert.True(silo.Status.IsReady, silo.Status.Detail);
        Assert.Equal(20, silo.Probe.Count);
    }

    [SkippableFact]
    public async Task Compaction_ThatLeavesAHoleInTheMiddleAndAtTheEnd_LosesNothing_AndDoesNotKeepTheCommitFromTheEnd()
    {
        await Broker.CreateTopicAsync(Topic, 1, replicationFactor: null, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cleanup.policy"] = "compact",
            ["segment.ms"] = "100",
            ["min.cleanable.dirty.ratio"] = "0.001",
            ["min.compaction.lag.ms"] = "0",
            ["delete.retention.ms"] = "0",
        });
        await Broker.CreateTopicAsync(Topic + ".dlq", 1);
        GroupReader.Commit(Broker, Group, Topic, 0, 0);
        // Of each key only the last value stays: a hole at the start, in the middle, and before the last record.
        Admin.Produce(Topic, 0, Records(0, 5, "first"));
        Admin.Produce(Topic, 0, Records(0, 10, "middle"));
        Admin.Produce(Topic, 0, Records(10, 1, "middle"));
        Admin.Produce(Topic, 0, Records(0, 5, "last"));
        await CompactAsync(first: 1, middle: 1, last: 1);

        await using var silo = await StartAsync(o => o.StallTimeout = TimeSpan.FromSeconds(2));
        await Eventually.Async(() => silo.Probe.TextsOf("last").Contains("4"), () => $"{silo.Probe.Count} delivered");

        var end = GroupReader.Ends(Broker, Topic, 1)[0];
        await AwaitCommittedAsync(0, end);
        Assert.Equal(["4"], silo.Probe.TextsOf("first"));
        Assert.Equal(["10"], silo.Probe.TextsOf("middle"));
        // Three times as long as it takes to find a stall.
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        Assert.True(silo.Status.IsReady, silo.Status.Detail);
        Assert.Equal(0, silo.Group.Progress().Sum(p => p.Lag));
    }

    // The cleaner leaves the segment being written alone: each round of records that say nothing new closes it.
    private async Task CompactAsync(int first, int middle, int last)
    {
        var left = new List<string>();
        for (var i = 0; i < 120; i++)
        {
            Admin.Produce(Topic, 0, [("roll", "refresh")]);
            var end = GroupReader.Ends(Broker, Topic, 1)[0];
            left = [.. GroupReader.ReadThrough(Broker, Topic, end).Select(r => System.Text.Encoding.UTF8.GetString(r.Message.Key!))];
            if (left.Count(k => k == "first") == first && left.Count(k => k == "middle") == middle && left.Count(k => k == "last") == last)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }

        Assert.Fail($"Not compacted within a minute: {string.Join(' ', left)}");
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
