using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Memory;

/// <summary>One partition with a backlog nobody works off beside five small ones, on the real broker.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class FairnessTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    private const int Hot = 0;
    private const int Partitions = 6;
    private const int HotRecords = 50_000;
    private const int SmallRecords = 500;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SmallPartitions_BesideAHotOne_GetTheirsWhileThatHasItsBacklog(bool isStuck)
    {
        await Broker.CreateTopicAsync(Topic, Partitions);
        Admin.Produce(Topic, Hot, Enumerable.Range(0, HotRecords).Select(i => ($"hot{i % 50}", new string('x', 1_000))));
        if (!isStuck)
        {
            ProduceSmall();
        }

        var (hot, small, hotAtTheEndOfSmall) = (0, 0, -1);
        var open = new TaskCompletionSource();
        var probe = new Probe
        {
            KeepsEvents = false,
            BeforeAsync = async (key, batch) =>
            {
                if (key.StartsWith("hot", StringComparison.Ordinal))
                {
                    // Either nothing of it is worked off, or one batch after another, each with its turn of the scheduler.
                    await (isStuck ? open.Task : Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
                    Interlocked.Add(ref hot, batch.Events.Length);
                }
                else if (Interlocked.Add(ref small, batch.Events.Length) == (Partitions - 1) * SmallRecords)
                {
                    Volatile.Write(ref hotAtTheEndOfSmall, Volatile.Read(ref hot));
                    open.SetResult();
                }
            },
        };
        await using var silo = await StartAsync(o => (o.PartitionRecordsMax, o.EntitiesInFlightMax) = (1_000, 16), awaitReady: false, probe: probe);

        if (isStuck)
        {
            // What comes now is read beside a partition that is full and stays so.
            await Eventually.Async(() => silo.Group.Assignment.Find(Topic, Hot) is { Memory.IsFull: true }, () => silo.Status.Detail);
            ProduceSmall();
        }

        await Eventually.Async(() => Volatile.Read(ref hotAtTheEndOfSmall) >= 0, () => $"{small} of the small ones, {hot} of the hot one");

        Assert.InRange(hotAtTheEndOfSmall, 0, isStuck ? 0 : HotRecords / 2);
        await Eventually.Async(() => hot == HotRecords, () => $"{hot} of the hot one", seconds: 180);
        for (var p = 0; p < Partitions; p++)
        {
            await AwaitCommittedAsync(p, p == Hot ? HotRecords : SmallRecords);
        }
    }

    private void ProduceSmall()
    {
        for (var p = 1; p < Partitions; p++)
        {
            Admin.Produce(Topic, p, Enumerable.Range(0, SmallRecords).Select(i => ($"small{p}-{i % 50}", $"{i}")));
        }
    }
}
