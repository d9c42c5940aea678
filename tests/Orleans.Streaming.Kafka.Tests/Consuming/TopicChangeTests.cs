using System.Diagnostics.Metrics;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class TopicChangeTests(RealBrokerFixture fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableFact]
    public async Task Recreated_WhenThePolicyIsEarliest_IsReadFromItsFirstRecord_ThoughItIsLongerThanTheOldOne()
    {
        await CreateTopicsAsync(1);
        await using var silo = await StartAsync(o => (o.TopicRecreated, o.TopicCheckInterval) = (TopicRecreatedPolicy.Earliest, TimeSpan.FromSeconds(1)));
        Admin.Produce(Topic, 0, Records(0, 10, "old"));
        await Eventually.Async(() => silo.Probe.TextsOf("old").Count == 10, () => $"{silo.Probe.Count} delivered");
        var oldId = silo.Probe.PositionsOf("old")[0].TopicId;

        await Admin.RecreateAsync(Topic, 1);
        Admin.Produce(Topic, 0, Records(0, 30, "new"));

        await Eventually.Async(() => silo.Probe.TextsOf("new").Distinct().Count() == 30, () => $"{silo.Probe.TextsOf("new").Count} delivered, {silo.Status.Detail}");
        var newId = (await TopicIdAsync());
        var first = silo.Probe.PositionsOf("new").Where(p => p.TopicId == newId).Select(p => p.Offset).ToList();
        Assert.NotEqual(oldId, newId);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), first);
        await AwaitCommittedAsync(0, 30);
        // Whoever looked while there was no topic looks again after a while.
        await Eventually.Async(() => silo.Status.IsReady, () => silo.Status.Detail);
    }

    [SkippableFact]
    public async Task Recreated_WhenThePolicyIsFail_StopsAndSaysSo_AndTheNextOwnerBeginsAtTheStart()
    {
        await CreateTopicsAsync(1);
        await using var silo = await StartAsync(o => o.TopicCheckInterval = TimeSpan.FromSeconds(1));
        Admin.Produce(Topic, 0, Records(0, 10, "old"));
        await Eventually.Async(() => silo.Probe.TextsOf("old").Count == 10, () => $"{silo.Probe.Count} delivered");

        await Admin.RecreateAsync(Topic, 1);

        // Whichever sees it first, the look at the topics or a rebalance.
        await Eventually.Async(() => silo.Status.Detail.Contains("deleted and created again", StringComparison.Ordinal), () => silo.Status.Detail);
        Admin.Produce(Topic, 0, Records(0, 5, "new"));

        // Longer than several commits and fetches: what could be read would be.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.False(silo.Status.IsReady);
        Assert.Empty(silo.Probe.TextsOf("new"));
        await AwaitCommittedAsync(0, 0);
    }

    [SkippableTheory]
    [InlineData(TopicRecreatedPolicy.Fail)]
    [InlineData(TopicRecreatedPolicy.Earliest)]
    public async Task Recreated_WhenARebalanceSeesItFirst_FollowsThePolicy_AndPassesNothingOver(TopicRecreatedPolicy policy)
    {
        await CreateTopicsAsync(1);
        using var recreated = new MetricCount("kafka.topic.recreated", Topic);
        await using var silo = await StartAsync(o => (o.TopicRecreated, o.TopicCheckInterval, o.Start) = (policy, TimeSpan.FromSeconds(1), KafkaStart.Latest));
        Admin.Produce(Topic, 0, Records(0, 10, "old"));
        await Eventually.Async(() => silo.Probe.TextsOf("old").Count == 10, () => $"{silo.Probe.Count} delivered");

        // Gone for so long that the group takes its partitions away: only the assignment of the new one can tell.
        await Admin.DeleteAsync(Topic);
        await Eventually.Async(() => silo.Group.Assignment.Partitions.Count == 0, () => silo.Status.Detail);
        await Admin.CreateAsync(Topic, 1);
        Admin.Produce(Topic, 0, Records(0, 5, "new"));

        await Eventually.Async(() => silo.Group.Assignment.Partitions.Count == 1, () => silo.Status.Detail);
        Assert.Equal(1, recreated.Sum);
        if (policy == TopicRecreatedPolicy.Earliest)
        {
            await Eventually.Async(() => silo.Probe.TextsOf("new").Count == 5, () => $"{silo.Probe.TextsOf("new").Count} delivered; {silo.Status.Detail}");
            await Eventually.Async(() => silo.Status.IsReady, () => silo.Status.Detail);
            return;
        }

        Assert.Contains("deleted and created again", silo.Status.Detail, StringComparison.Ordinal);
        // Longer than several commits and fetches: what could be read would be.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.Empty(silo.Probe.TextsOf("new"));
        Assert.False(silo.Status.IsReady);
        await AwaitCommittedAsync(0, 0);
    }

    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task AddedPartitions_AreReadFromTheirFirstRecord_WithAgentsOfTheirOwn_AndAreReported(KafkaGroupProtocol protocol)
    {
        await CreateTopicsAsync(1);
        var log = new LogCapture();
        var added = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "kafka.topic.partitions_added")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.Contains(new KeyValuePair<string, object?>("topic", Topic)))
            {
                Interlocked.Add(ref added, value);
            }
        });
        listener.Start();
        await using var silo = await StartAsync(
            o => (o.GroupProtocol, o.Start, o.TopicCheckInterval) = (protocol, KafkaStart.Latest, TimeSpan.FromSeconds(1)),
            log.AddTo);

        await Admin.AddPartitionsAsync(Topic, 3);
        // Before the group has them: the beginning is theirs, not the end.
        Admin.Produce(Topic, 2, Records(0, 20, "added"));

        await Eventually.Async(() => silo.Probe.TextsOf("added").Count == 20, () => $"{silo.Probe.Count} delivered, {silo.Status.Detail}");
        Assert.Equal(Texts(0, 20), silo.Probe.TextsOf("added"));
        await AwaitCommittedAsync(2, 20);
        await Eventually.Async(() => Interlocked.Read(ref added) == 2, () => $"{added} counted");
        Assert.Contains(log.Entries, e => e.Message.Contains("grew from 1 to 3 partitions", StringComparison.Ordinal));
        Assert.Equal(3, new KafkaQueueMapper(silo.Group.Services.Topics, StreamNamespaces.Of([])).GetAllQueues().Count());
        Assert.True(silo.Status.IsReady, silo.Status.Detail);
    }

    private async Task CreateTopicsAsync(int partitions)
    {
        await Broker.CreateTopicAsync(Topic, partitions);
        await Broker.CreateTopicAsync(Topic + ".dlq", partitions);
    }

    private async Task<Guid> TopicIdAsync()
    {
        using var admin = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = Broker.BootstrapServers }).Build();
        return (await TopicIds.GetAsync(admin, [Topic]))[Topic];
    }
}
