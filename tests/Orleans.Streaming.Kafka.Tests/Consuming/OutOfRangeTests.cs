using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class OutOfRangeTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableFact]
    public async Task Fail_StopsThatPartitionAlone_SaysSo_AndGoesOnWhenTheGroupsOffsetWasMoved()
    {
        await LoseTheCommittedOffsetAsync();

        await using (var silo = await StartAsync(o => o.SettingNames[nameof(o.OutOfRange)] = "Shop:OutOfRange", build: null, awaitReady: false))
        {
            await Eventually.Async(() => silo.Status.Detail.Contains($"{Topic}[0] stopped", StringComparison.Ordinal), () => silo.Status.Detail);
            Admin.Produce(Topic, 1, Records(0, 5, "other"));
            await Eventually.Async(() => silo.Probe.TextsOf("other").Count == 5, () => $"{silo.Probe.Count} delivered");
            await AwaitCommittedAsync(1, 5);

            Assert.False(silo.Status.IsReady);
            await Eventually.Async(() => silo.Group.Progress().Single(p => p.Partition == 0).Lag == 90, () => $"lag {silo.Group.Progress().Single(p => p.Partition == 0).Lag}");
            Assert.Contains("begins at 50", silo.Status.Detail, StringComparison.Ordinal);
            Assert.Contains("decide with Shop:OutOfRange", silo.Status.Detail, StringComparison.Ordinal);
            Assert.Empty(silo.Probe.TextsOf("k"));
            await AwaitCommittedAsync(0, 10);
        }

        GroupReader.Commit(Broker, Group, Topic, 0, 60);
        await using var after = await StartAsync();
        await Eventually.Async(() => after.Probe.TextsOf("k").Count == 40, () => $"{after.Probe.Count} delivered");
        Assert.Equal(Texts(60, 40), after.Probe.TextsOf("k"));
    }

    [SkippableTheory]
    [InlineData(OutOfRangePolicy.Earliest, 50)]
    [InlineData(OutOfRangePolicy.Latest, 100)]
    public async Task Policy_GoesOnThere_AndIsReportedAndCounted(OutOfRangePolicy policy, int from)
    {
        await LoseTheCommittedOffsetAsync();
        var log = new LogCapture();
        using var counted = new MetricCount("kafka.consumer.out_of_range", Topic);

        await using var silo = await StartAsync(policy, log);
        await Eventually.Async(() => log.Entries.Any(e => e.Message.Contains($"reading goes on at {from}", StringComparison.Ordinal)), () => string.Join('\n', log.Entries.TakeLast(5)));
        Admin.Produce(Topic, 0, Records(100, 10));

        await Eventually.Async(() => silo.Probe.TextsOf("k").Contains("109"), () => $"{silo.Probe.Count} delivered");
        Assert.Equal(Texts(from, 110 - from), silo.Probe.TextsOf("k"));
        await AwaitCommittedAsync(0, 110);
        Assert.Equal(1, counted.Sum);
        Assert.True(silo.Status.IsReady, silo.Status.Detail);
    }

    private async Task<KafkaSilo> StartAsync(OutOfRangePolicy policy, LogCapture log) =>
        await StartAsync(o => o.OutOfRange = policy, log.AddTo);

    private async Task LoseTheCommittedOffsetAsync()
    {
        await Broker.CreateTopicAsync(Topic, 2);
        await Broker.CreateTopicAsync(Topic + ".dlq", 2);
        Admin.Produce(Topic, 0, Records(0, 100));
        GroupReader.Commit(Broker, Group, Topic, 0, 10);
        GroupReader.Commit(Broker, Group, Topic, 1, 0);
        await Admin.DeleteRecordsAsync(Topic, 0, 50);
    }
}
