namespace Orleans.Streaming.Kafka;

/// <summary>SASL mechanisms.</summary>
public enum KafkaSaslMechanism
{
    /// <summary>PLAIN.</summary>
    Plain = 0,

    /// <summary>SCRAM-SHA-256 (RFC 7677).</summary>
    ScramSha256 = 1,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512 = 2,
}
