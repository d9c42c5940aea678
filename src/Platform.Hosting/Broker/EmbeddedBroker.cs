using Orleans.Streaming.Kafka.Embedded;

namespace Platform.Hosting.Broker;

/// <summary>An embedded broker that outlives the silos that use it: a test's.</summary>
/// <param name="Kafka">The broker; it has the topics.</param>
internal sealed record EmbeddedBroker(EmbeddedKafka Kafka);
