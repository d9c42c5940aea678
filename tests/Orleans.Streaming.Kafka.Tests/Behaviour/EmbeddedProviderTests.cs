using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Behaviour;

public sealed class EmbeddedProviderTests(EmbeddedBrokerFixture fixture) : ProviderBehaviour, IClassFixture<EmbeddedBrokerFixture>
{
    protected override IKafkaBroker Broker => fixture.Broker;
}
