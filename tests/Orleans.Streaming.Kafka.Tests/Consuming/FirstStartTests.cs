using Orleans.Streaming.Kafka.Tests.HandOver;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Two silos that begin a group together: one fixes where, the other waits for it.</summary>
[Collection(HandOverGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class FirstStartTests(HandOverBroker fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableTheory]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Latest_WhenTwoSilosBegin_PinsEveryPartitionOnce_AndPassesNothingOver(KafkaGroupProtocol protocol)
    {
        await Broker.CreateTopicAsync(Topic, 4);
        await Broker.CreateTopicAsync(Topic + ".dlq", 4);
        for (var partition = 0; partition < 4; partition++)
        {
            Admin.Produce(Topic, partition, Records(0, 10, $"before-{partition}"));
        }

        var silos = await Task.WhenAll(StartAsync(Configure), StartAsync(Configure));
        await using var first = silos[0];
        await using var second = silos[1];
        // Both have some: whoever does not have partition 0 had to wait for its owner, or was given what that had fixed.
        await Eventually.Async(() => silos.All(s => s.Group.Assignment.Partitions.Count == 2), () => $"{first.Status.Detail} | {second.Status.Detail}");
        for (var partition = 0; partition < 4; partition++)
        {
            Admin.Produce(Topic, partition, Records(0, 10, $"after-{partition}"));
        }

        await Eventually.Async(() => first.Probe.Count + second.Probe.Count == 40, () => $"{first.Probe.Count} and {second.Probe.Count} delivered");
        Assert.All(silos.SelectMany(s => s.Probe.Keys), key => Assert.StartsWith("after", key, StringComparison.Ordinal));
        for (var partition = 0; partition < 4; partition++)
        {
            await AwaitCommittedAsync(partition, 20);
        }

        void Configure(KafkaStreamOptions o)
        {
            (o.GroupProtocol, o.Start) = (protocol, KafkaStart.Latest);
            (o.SessionTimeout, o.HeartbeatInterval) = (TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(300));
        }
    }
}
