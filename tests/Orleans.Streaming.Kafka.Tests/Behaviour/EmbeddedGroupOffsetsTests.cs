using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Behaviour;

public sealed class EmbeddedGroupOffsetsTests(EmbeddedBrokerFixture fixture) : GroupOffsetsBehaviour(() => fixture.Broker), IClassFixture<EmbeddedBrokerFixture>;
