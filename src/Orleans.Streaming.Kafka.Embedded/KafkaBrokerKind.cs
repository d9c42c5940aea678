namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>The kind of broker behind an <see cref="IKafkaBroker"/>.</summary>
public enum KafkaBrokerKind
{
    /// <summary>librdkafka's in-process cluster.</summary>
    Embedded = 0,

    /// <summary>Apache Kafka, started for the test or already running.</summary>
    Real = 1,
}
