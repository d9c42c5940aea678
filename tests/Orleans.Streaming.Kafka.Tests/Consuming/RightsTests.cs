using Confluent.Kafka.Admin;
using Orleans.Streaming.Kafka.Tests.HandOver;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

[Collection(HandOverGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class RightsTests(HandOverBroker fixture) : RealGroupTest(() => fixture.Broker)
{
    [SkippableTheory]
    [InlineData(ResourceType.Topic, KafkaGroupProtocol.Classic)]
    [InlineData(ResourceType.Group, KafkaGroupProtocol.Classic)]
    [InlineData(ResourceType.Group, KafkaGroupProtocol.Consumer)]
    public async Task Rights_WhenLostAndRegained_AreReported_AndReadingGoesOnByItself(ResourceType of, KafkaGroupProtocol protocol)
    {
        var name = of == ResourceType.Topic ? Topic : Group;
        await Broker.CreateTopicAsync(Topic, 2);
        await Broker.CreateTopicAsync(Topic + ".dlq", 2);
        await using var silo = await StartAsync(o =>
        {
            (o.GroupProtocol, o.TopicCheckInterval) = (protocol, TimeSpan.FromSeconds(1));
            (o.SessionTimeout, o.HeartbeatInterval) = (TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(300));
        });
        Admin.Produce(Topic, 0, Records(0, 10));
        await Eventually.Async(() => silo.Probe.Count == 10, () => $"{silo.Probe.Count} delivered");

        var loop = silo.Group.Loop;

        await Admin.DenyAsync(of, name);

        await Eventually.Async(() => !silo.Status.IsReady, () => silo.Status.Detail);
        if (of == ResourceType.Group && protocol == KafkaGroupProtocol.Consumer)
        {
            // Fatal to the client there: only another one goes on.
            await Eventually.Async(() => silo.Group.Loop is { } now && now != loop, () => silo.Status.Detail);
            Assert.False(silo.Status.IsReady);
        }

        await Admin.AllowAsync(of, name);
        await Eventually.Async(() => silo.Status.IsReady && silo.Group.Assignment.Partitions.Count == 2, () => silo.Status.Detail);
        Admin.Produce(Topic, 0, Records(10, 10));
        await Eventually.Async(() => silo.Probe.TextsOf("k").Distinct().Count() == 20, () => $"{silo.Probe.Count} delivered; {silo.Status.Detail}");
        await AwaitCommittedAsync(0, 20);
    }
}
