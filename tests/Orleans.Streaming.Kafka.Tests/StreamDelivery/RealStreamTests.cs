using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class RealStreamTests(RealBrokerFixture fixture) : StreamDeliveryBehaviour
{
    protected override IKafkaBroker Broker => fixture.Broker;
}
