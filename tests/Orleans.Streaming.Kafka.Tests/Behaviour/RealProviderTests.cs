using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Behaviour;

[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class RealProviderTests(RealBrokerFixture fixture) : ProviderBehaviour
{
    protected override IKafkaBroker Broker => fixture.Broker;
}
