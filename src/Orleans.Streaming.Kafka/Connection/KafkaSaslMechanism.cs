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

    /// <summary>OAUTHBEARER: tokens from <see cref="KafkaConnection.TokenProvider"/>, or librdkafka's own OIDC by <c>sasl.oauthbearer.*</c> properties.</summary>
    OAuthBearer = 3,

    /// <summary>Kerberos, set up by <c>sasl.kerberos.*</c> properties.</summary>
    Gssapi = 4,
}
