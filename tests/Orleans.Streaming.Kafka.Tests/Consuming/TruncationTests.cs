using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Brokers of which one that was left behind becomes the leader: what only the other had is lost, and written over.</summary>
[Collection(LogsGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class TruncationTests
{
    [SkippableFact]
    public async Task Restart_WhenTheLogWasCutOffBelowTheCommittedOffsetAndGrewAgain_StopsAndSaysSo()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        await using var brokers = await RealKafka.StartAsync(new RealKafkaOptions { Brokers = 3, StartTimeout = TimeSpan.FromMinutes(3) });
        await brokers.CreateTopicAsync("t", 1, 2, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["unclean.leader.election.enable"] = "true",
            ["min.insync.replicas"] = "1",
        });
        using var admin = new TopicAdmin(brokers);
        admin.Produce("t", 0, Records("both", 10));
        var (ahead, behind) = admin.LeaderAndFollower("t");
        await Eventually.Async(() => admin.InSync("t") == 2, () => $"{admin.InSync("t")} replicas in sync");

        // Only the leader has these, and the group has applied them.
        brokers.KillBroker(behind);
        await Eventually.Async(() => admin.InSync("t") == 1, () => $"{admin.InSync("t")} replicas in sync");
        admin.Produce("t", 0, Records("one", 10));
        await using (var silo = await KafkaSilo.StartAsync(brokers, "g", ["t"]))
        {
            await Eventually.Async(() => silo.Probe.Count == 20, () => $"{silo.Probe.Count} delivered; {silo.Status.Detail}");
        }

        Assert.Equal(20, (await GroupReader.CommittedAsync(brokers, "g", "t", 1))[0]);
        brokers.KillBroker(ahead);
        await brokers.StartBrokerAsync(behind);
        await Eventually.Async(() => admin.Leader("t") == behind, () => $"broker {admin.Leader("t")} leads", seconds: 120);
        admin.Produce("t", 0, Records("other", 30));

        await using var after = await KafkaSilo.StartAsync(brokers, "g", ["t"], awaitReady: false);
        await Eventually.Async(() => after.Status.Detail.Contains("the log was truncated", StringComparison.Ordinal), () => $"{after.Probe.Count} delivered; {after.Status.Detail}");

        Assert.False(after.Status.IsReady);
        Assert.Equal(0, after.Probe.Count);
        Assert.Equal(40, GroupReader.Ends(brokers, "t", 1)[0]);
    }

    private static IEnumerable<(string Key, string Text)> Records(string key, int count) => Enumerable.Range(0, count).Select(i => (key, $"{i}"));
}
