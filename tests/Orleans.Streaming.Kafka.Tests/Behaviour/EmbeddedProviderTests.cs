using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Behaviour;

public sealed class EmbeddedProviderTests(EmbeddedBrokerFixture fixture) : ProviderBehaviour, IClassFixture<EmbeddedBrokerFixture>
{
    protected override IKafkaBroker Broker => fixture.Broker;
}
