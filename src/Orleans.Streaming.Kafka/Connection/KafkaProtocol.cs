namespace Orleans.Streaming.Kafka;

/// <summary>How a connection to a broker is protected.</summary>
public enum KafkaProtocol
{
    /// <summary>Neither encrypted nor authenticated.</summary>
    Plaintext = 0,

    /// <summary>TLS.</summary>
    Ssl = 1,

    /// <summary>SASL without encryption.</summary>
    SaslPlaintext = 2,

    /// <summary>SASL over TLS.</summary>
    SaslSsl = 3,
}
