using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Partitions that the application pauses and seeks in.</summary>
[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class PartitionRequestTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableFact]
    public async Task Pause_StopsReadingAndDelivering_UntilItGoesOn_AndOthersGoOn()
    {
        await Broker.CreateTopicAsync(Topic, 2);
        await using var silo = await StartAsync();
        Admin.Produce(Topic, 0, Records(0, 3));
        await AwaitCommittedAsync(0, 3);

        Assert.Equal([0], await Partitions(silo).PauseAsync(KafkaSilo.Provider, Topic, 0));
        Admin.Produce(Topic, 0, Records(3, 3));
        Admin.Produce(Topic, 1, Records(0, 2, "other"));
        await AwaitCommittedAsync(1, 2);

        Assert.Equal(Texts(0, 3), silo.Probe.TextsOf("k"));
        Assert.Contains($"{Topic}[0] was paused by the application", silo.Status.Degraded, StringComparison.Ordinal);
        Assert.Equal([0], await Partitions(silo).UnpauseAsync(KafkaSilo.Provider, Topic));
        await AwaitCommittedAsync(0, 6);
        Assert.Equal(Texts(0, 6), silo.Probe.TextsOf("k"));
        Assert.Null(silo.Status.Degraded);
        Assert.Empty(await Partitions(silo).UnpauseAsync(KafkaSilo.Provider, Topic));
        Assert.Empty(await Partitions(silo).PauseAsync("other", Topic));
    }

    [SkippableFact]
    public async Task Pause_OfWhatWaitsInMemory_BeginsNoCall()
    {
        await Broker.CreateTopicAsync(Topic, 1);
        using var gate = new SemaphoreSlim(0);
        var probe = new Probe { BeforeAsync = (_, _) => gate.WaitAsync() };
        await using var silo = await StartAsync(o => o.BatchCountMax = 1, probe: probe);
        Admin.Produce(Topic, 0, Records(0, 3));
        await Eventually.Async(() => silo.Group.Assignment.Find(Topic, 0)!.Next == 3, () => "not read");

        await Partitions(silo).PauseAsync(KafkaSilo.Provider, Topic);
        gate.Release(3);
        await AwaitCommittedAsync(0, 1);

        Assert.Equal(Texts(0, 1), probe.TextsOf("k"));
        await Partitions(silo).UnpauseAsync(KafkaSilo.Provider, Topic);
        await AwaitCommittedAsync(0, 3);
        Assert.Equal(Texts(0, 3), probe.TextsOf("k"));
    }

    [SkippableFact]
    public async Task Pause_EndsWithTheAssignment_AndLastsWhereThePartitionStays()
    {
        await Broker.CreateTopicAsync(Topic, 2);
        await using var silo = await StartAsync();
        await Partitions(silo).PauseAsync(KafkaSilo.Provider, Topic);

        await using var second = await StartAsync();
        await Eventually.Async(() => silo.Group.Assignment.Partitions.Count == 1 && second.Group.Assignment.Partitions.Count == 1, () => "the partitions were not shared");
        var stayed = silo.Group.Assignment.Partitions.Single().Partition;
        Admin.Produce(Topic, stayed, Records(0, 2, "stayed"));
        Admin.Produce(Topic, 1 - stayed, Records(0, 2, "moved"));

        await AwaitCommittedAsync(1 - stayed, 2);
        Assert.Empty(silo.Probe.TextsOf("stayed"));
        await silo.StopAsync();
        await AwaitCommittedAsync(stayed, 2);
        Assert.Equal(Texts(0, 2), second.Probe.TextsOf("stayed"));
    }

    [SkippableFact]
    public async Task Seek_Back_DeliversAgain_AndHoldsWhoeverIsAssignedThePartitionNext()
    {
        await Broker.CreateTopicAsync(Topic, 1);
        await using (var silo = await StartAsync())
        {
            Admin.Produce(Topic, 0, Records(0, 10));
            await AwaitCommittedAsync(0, 10);
            await Partitions(silo).PauseAsync(KafkaSilo.Provider, Topic);

            Assert.Equal(new ResumedPartition(10, 4), await Partitions(silo).SeekAsync(KafkaSilo.Provider, Topic, 0, 4));

            await AwaitCommittedAsync(0, 4);
            Assert.Equal(10, silo.Probe.Count);
        }

        await using var next = await StartAsync();
        await AwaitCommittedAsync(0, 10);
        Assert.Equal(Texts(4, 6), next.Probe.TextsOf("k"));
        await Partitions(next).SeekAsync(KafkaSilo.Provider, Topic, 0, 0);
        Admin.Produce(Topic, 0, Records(10, 1));
        await AwaitCommittedAsync(0, 11);
        Assert.Equal(Texts(4, 6).Concat(Texts(0, 11)), next.Probe.TextsOf("k"));
    }

    [SkippableFact]
    public async Task Seek_Forward_WaitsForWhatIsNotProcessed_AndCommitsNothingAboveIt()
    {
        await Broker.CreateTopicAsync(Topic, 1);
        var hung = new TaskCompletionSource();
        var probe = new Probe { BeforeAsync = (key, _) => key == "hung" ? hung.Task : Task.CompletedTask };
        await using var silo = await StartAsync(o => o.PartitionRecordsMax = 4, probe: probe);
        Admin.Produce(Topic, 0, [("k", "0"), ("hung", "1"), ("k", "2"), ("k", "3"), ("k", "4"), ("k", "5"), ("k", "6"), ("k", "7"), ("k", "8"), ("k", "9")]);
        await AwaitCommittedAsync(0, 1);

        var failure = await Assert.ThrowsAsync<KafkaStreamException>(() => Partitions(silo).SeekAsync(KafkaSilo.Provider, Topic, 0, 9));
        Assert.True(failure.IsTransient);
        Assert.Contains("records from offset 1 on are not processed yet", failure.Message, StringComparison.Ordinal);
        await AwaitCommittedAsync(0, 1);
        var seek = Partitions(silo).SeekAsync(KafkaSilo.Provider, Topic, 0, 9);
        hung.SetResult();

        Assert.Equal(9, (await seek)!.To);
        await AwaitCommittedAsync(0, 10);
        Assert.Equal("9", probe.TextsOf("k")[^1]);
        Assert.Equal(["1"], probe.TextsOf("hung"));
    }

    [SkippableFact]
    public async Task Seek_OutOfTheLog_OrOfNobodysPartition_IsRefused()
    {
        await Broker.CreateTopicAsync(Topic, 1);
        await using var silo = await StartAsync();
        Admin.Produce(Topic, 0, Records(0, 2));
        await AwaitCommittedAsync(0, 2);

        var failure = await Assert.ThrowsAsync<KafkaStreamException>(() => Partitions(silo).SeekAsync(KafkaSilo.Provider, Topic, 0, 3));

        Assert.False(failure.IsTransient);
        Assert.Null(await Partitions(silo).SeekAsync(KafkaSilo.Provider, Topic, 7, 0));
    }

    private static IKafkaPartitions Partitions(KafkaSilo silo) => silo.Services.GetRequiredService<IKafkaPartitions>();
}
