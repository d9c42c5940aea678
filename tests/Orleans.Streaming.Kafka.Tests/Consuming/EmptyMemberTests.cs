using Orleans.Streaming.Kafka.Tests.HandOver;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>More silos than partitions: those that are given none are in order.</summary>
[Collection(HandOverGroup.Name)]
public sealed class EmptyMemberTests(HandOverBroker fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableTheory]
    [Trait("Needs", "RealParts")]
    [InlineData(KafkaGroupProtocol.Classic)]
    [InlineData(KafkaGroupProtocol.Consumer)]
    public async Task Silo_WhenItIsGivenNoPartition_IsReady_AndTakesOverWhenTheOtherLeaves(KafkaGroupProtocol protocol)
    {
        await Broker.CreateTopicAsync(Topic, 1);
        await Broker.CreateTopicAsync(Topic + ".dlq", 1);
        await using var first = await StartAsync(Configure);
        await using var second = await StartAsync(Configure, awaitReady: false);

        // Whoever of the two has it.
        await Eventually.Async(() => second.Status.IsReady && first.Status.IsReady, () => $"{first.Status.Detail} | {second.Status.Detail}", seconds: 30);
        await Eventually.Async(() => Owned(first) + Owned(second) == 1, () => $"{first.Status.Detail} | {second.Status.Detail}");
        await first.StopAsync();

        Admin.Produce(Topic, 0, Records(0, 10));
        await Eventually.Async(() => second.Probe.Count == 10, () => second.Status.Detail);
        Assert.True(second.Status.IsReady, second.Status.Detail);

        void Configure(KafkaStreamOptions o)
        {
            (o.GroupProtocol, o.SessionTimeout, o.HeartbeatInterval) = (protocol, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(300));
        }

        static int Owned(KafkaSilo silo) => silo.Group.Assignment.Partitions.Count;
    }

    [Fact]
    public void MemberEpoch_OfWhatIsNoMetadata_IsUnknown()
    {
        Assert.Equal(7, MemberEpoch.Read([.. "CGMDv2:"u8, .. BitConverter.GetBytes(7), .. "g\0m\0"u8, 1]));
        Assert.Null(MemberEpoch.Read("CGMDv3:1234"u8));
        Assert.Null(MemberEpoch.Read("CGMDv2:12"u8));
    }
}
