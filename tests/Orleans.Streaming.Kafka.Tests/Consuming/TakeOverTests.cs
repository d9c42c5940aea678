using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Groups of other consumers that silos take over member by member.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class TakeOverTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    private const int Partitions = 4;

    [SkippableTheory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.RoundRobin)]
    public async Task Eager_JoinsAGroupOfOtherConsumers_AndTakesItOver_LosingNothing(PartitionAssignmentStrategy strategy)
    {
        await Broker.CreateTopicAsync(Topic, Partitions);
        var old = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var member = Task.Run(() => Consume(strategy, old, stop.Token));
        Produce(0, 100);
        await Eventually.Async(() => old.Count == 100, () => $"{old.Count} read by the old member");

        await using var silo = await StartAsync(o => o.Assignor = KafkaAssignor.Eager);
        await Eventually.Async(() => silo.Group.Assignment.Partitions.Count == Partitions / 2, () => $"{silo.Group.Assignment.Partitions.Count} partitions");
        Produce(100, 100);
        await Eventually.Async(() => old.Count + silo.Probe.Count >= 200, () => $"{old.Count} + {silo.Probe.Count} read");
        await stop.CancelAsync();
        await member;
        Produce(200, 100);

        await Eventually.EqualAsync(300, () => GroupReader.CommittedSumAsync(Broker, Group, Topic, Partitions));
        var seen = old.Concat(silo.Probe.Keys.SelectMany(key => silo.Probe.TextsOf(key))).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Texts(0, 300).Order(StringComparer.Ordinal), seen);
        Assert.True(silo.Probe.Count >= 150, $"{silo.Probe.Count} were delivered by the silo");
        Assert.Equal(Partitions, silo.Group.Assignment.Partitions.Count);
    }

    [SkippableFact]
    public async Task Eager_SilosShareAGroup_AndHandItOver_LosingAndRepeatingNothing()
    {
        await Broker.CreateTopicAsync(Topic, Partitions);
        await using var first = await StartAsync(o => o.Assignor = KafkaAssignor.Eager);
        Produce(0, 100);
        await Eventually.Async(() => first.Probe.Count == 100, () => $"{first.Probe.Count} delivered");
        await using var second = await StartAsync(o => o.Assignor = KafkaAssignor.Eager);
        await Eventually.Async(() => second.Group.Assignment.Partitions.Count == Partitions / 2, () => $"{second.Group.Assignment.Partitions.Count} partitions");
        Produce(100, 100);
        await Eventually.Async(() => first.Probe.Count + second.Probe.Count >= 200, () => $"{first.Probe.Count} + {second.Probe.Count} delivered");
        await first.StopAsync();
        Produce(200, 100);

        await Eventually.Async(() => first.Probe.Count + second.Probe.Count >= 300, () => $"{first.Probe.Count} + {second.Probe.Count} delivered");
        await Eventually.EqualAsync(300, () => GroupReader.CommittedSumAsync(Broker, Group, Topic, Partitions));
        Assert.Equal(300, first.Probe.Count + second.Probe.Count);
    }

    [SkippableFact]
    public async Task Eager_WhoseOffsetIsOutOfRange_GoesOnWithItsOtherPartitions()
    {
        await Broker.CreateTopicAsync(Topic, 2);
        await using (var before = await StartAsync(o => o.Assignor = KafkaAssignor.Eager))
        {
            Admin.Produce(Topic, 0, Records(0, 10));
            await AwaitCommittedAsync(0, 10);
        }

        Admin.Produce(Topic, 0, Records(10, 90));
        await Admin.DeleteRecordsAsync(Topic, 0, 50);
        await using var silo = await StartAsync(o => (o.Assignor, o.OutOfRange) = (KafkaAssignor.Eager, OutOfRangePolicy.Earliest));
        Admin.Produce(Topic, 1, Records(0, 5, "other"));

        await AwaitCommittedAsync(0, 100);
        await AwaitCommittedAsync(1, 5);
        Assert.Equal(Texts(50, 50), silo.Probe.TextsOf("k"));
        Assert.Equal(Texts(0, 5), silo.Probe.TextsOf("other"));
    }

    [SkippableFact]
    public async Task Cooperative_DoesNotJoinAGroupOfEagerConsumers_AndSaysSo()
    {
        await Broker.CreateTopicAsync(Topic, Partitions);
        var old = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var member = Task.Run(() => Consume(PartitionAssignmentStrategy.Range, old, stop.Token));
        Produce(0, 10);
        await Eventually.Async(() => old.Count == 10, () => $"{old.Count} read by the old member");

        await using (var silo = await StartAsync(awaitReady: false))
        {
            await Eventually.Async(() => silo.Status.Detail.Contains("protocol", StringComparison.OrdinalIgnoreCase), () => silo.Status.Detail);
            Assert.False(silo.Status.IsReady);
        }

        await stop.CancelAsync();
        await member;
    }

    private void Produce(int from, int count)
    {
        for (var p = 0; p < Partitions; p++)
        {
            Admin.Produce(Topic, p, Enumerable.Range(from, count).Where(i => i % Partitions == p).Select(i => ($"k{i % 20}", $"{i}")));
        }
    }

    // As applications are written by hand: what was handled is committed.
    private void Consume(PartitionAssignmentStrategy strategy, ConcurrentQueue<string> read, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = Broker.BootstrapServers,
            GroupId = Group,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            PartitionAssignmentStrategy = strategy,
            SessionTimeoutMs = 6_000,
            HeartbeatIntervalMs = 500,
        }).SetKeyDeserializer(Deserializers.ByteArray!).SetValueDeserializer(Deserializers.ByteArray!).Build();
        consumer.Subscribe(Topic);
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(50) is { } result)
            {
                read.Enqueue(Encoding.UTF8.GetString(result.Message.Value!));
                try
                {
                    consumer.Commit(result);
                }
                catch (KafkaException)
                {
                    // The partition is being taken away: whoever gets it reads the record once more.
                }
            }
        }

        consumer.Close();
    }
}
