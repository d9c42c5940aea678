using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.HandOver;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

[Collection(HandOverGroup.Name)]
public sealed class MembershipLeaseTests(HandOverBroker fixture) : RealGroupTest(() => fixture.Broker)
{
    [Fact]
    public void Lease_IsDueLongBeforeItExpires_AndAProofRenewsItFromWhenItWasRequested()
    {
        var time = new FakeTimeProvider();
        var lease = new MembershipLease(TimeSpan.FromSeconds(40), time);
        time.Advance(TimeSpan.FromSeconds(11));
        var asked = time.GetTimestamp();

        Assert.True(lease.IsDue);
        Assert.False(lease.HasExpired);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(lease.HasExpired);
        lease.ProvenAt(asked);
        Assert.False(lease.HasExpired);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.True(lease.HasExpired);
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Coordinator_WhenItAnswersNoMore_CountsAsLossAfterASessionTimeout_AndReadingGoesOnWhenItIsBack()
    {
        await Broker.CreateTopicAsync(Topic, 2);
        await Broker.CreateTopicAsync(Topic + ".dlq", 2);
        await using var silo = await StartAsync(o => (o.GroupProtocol, o.SessionTimeout) = (KafkaGroupProtocol.Consumer, TimeSpan.FromSeconds(2)));
        Admin.Produce(Topic, 0, Records(0, 10));
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");
        // Idle for twice a session: the proofs go on without anything to commit.
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        Assert.Equal(2, silo.Group.Assignment.Partitions.Count);

        Broker.PauseBroker(1);
        try
        {
            await Eventually.Async(() => silo.Group.Assignment.Partitions.Count == 0, () => silo.Status.Detail, seconds: 20);
            Assert.False(silo.Status.IsReady);
        }
        finally
        {
            Broker.ResumeBroker(1);
        }

        Admin.Produce(Topic, 0, Records(10, 10));
        await Eventually.Async(() => silo.Probe.TextsOf("k").Distinct().Count() == 20, () => $"{silo.Probe.Count} delivered; {silo.Status.Detail}");
        await Eventually.Async(() => silo.Status.IsReady, () => silo.Status.Detail);
    }
}
