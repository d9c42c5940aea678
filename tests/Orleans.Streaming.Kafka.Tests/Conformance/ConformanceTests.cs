using Orleans.Streaming.Kafka.Tests.Conformance.Support;

namespace Orleans.Streaming.Kafka.Tests.Conformance;

public sealed class EmbeddedJsonConformanceTests(EmbeddedJsonFixture fixture) : StreamConformance(fixture), IClassFixture<EmbeddedJsonFixture>;

public sealed class EmbeddedOrleansConformanceTests(EmbeddedOrleansFixture fixture) : StreamConformance(fixture), IClassFixture<EmbeddedOrleansFixture>;

[Trait("Needs", "RealParts")]
public sealed class RealJsonConformanceTests(RealJsonFixture fixture) : StreamConformance(fixture), IClassFixture<RealJsonFixture>;

[Trait("Needs", "RealParts")]
public sealed class RealOrleansConformanceTests(RealOrleansFixture fixture) : StreamConformance(fixture), IClassFixture<RealOrleansFixture>;
