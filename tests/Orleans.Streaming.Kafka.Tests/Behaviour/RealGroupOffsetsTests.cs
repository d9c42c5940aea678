using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Behaviour;

[Collection(RealBrokerGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class RealGroupOffsetsTests(RealBrokerFixture fixture) : GroupOffsetsBehaviour(() => fixture.Broker);
