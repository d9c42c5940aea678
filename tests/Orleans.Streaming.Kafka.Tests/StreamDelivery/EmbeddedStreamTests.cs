using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Streams;

public sealed class EmbeddedStreamTests(EmbeddedBrokerFixture fixture) : StreamDeliveryBehaviour, IClassFixture<EmbeddedBrokerFixture>
{
    protected override IKafkaBroker Broker => fixture.Broker;
}
