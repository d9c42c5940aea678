using Orleans.Streaming.Kafka.Embedded;

namespace Platform.Hosting.Broker;

/// <summary>A place for an embedded broker that outlives the silos that use it: the first one starts it. A test's.</summary>
internal sealed class EmbeddedBroker
{
    /// <summary>The broker, once it was started.</summary>
    public EmbeddedKafka? Kafka { get; set; }
}
