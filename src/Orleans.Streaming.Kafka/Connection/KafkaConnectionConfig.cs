using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Writes a connection into a librdkafka configuration.</summary>
internal static class KafkaConnectionConfig
{
    public static void ApplyTo(this KafkaConnection connection, ClientConfig config)
    {
        config.BootstrapServers = connection.BootstrapServers;
        config.ClientId = connection.ClientId;
        // A topic that a typo names must fail, not come to be.
        config.AllowAutoCreateTopics = false;
        config.SocketKeepaliveEnable = true;
        config.ReconnectBackoffMs = 100;
        config.ReconnectBackoffMaxMs = 2_000;
        ApplySecurity(connection, config);
        config.Apply(connection.Properties);
    }

    /// <summary>Sets properties by librdkafka's names.</summary>
    public static void Apply(this ClientConfig config, IEnumerable<KeyValuePair<string, string>> properties)
    {
        foreach (var (name, value) in properties)
        {
            config.Set(name, value);
        }
    }

    private static void ApplySecurity(KafkaConnection connection, ClientConfig config)
    {
        config.SecurityProtocol = connection.Protocol switch
        {
            KafkaProtocol.Plaintext => SecurityProtocol.Plaintext,
            KafkaProtocol.Ssl => SecurityProtocol.Ssl,
            KafkaProtocol.SaslPlaintext => SecurityProtocol.SaslPlaintext,
            _ => SecurityProtocol.SaslSsl,
        };
        config.SslCaLocation = connection.CaFile;
        config.SslCaPem = connection.CaPem;
        config.SslCertificateLocation = connection.ClientCertificateFile;
        config.SslCertificatePem = connection.ClientCertificatePem;
        config.SslKeyLocation = connection.ClientKeyFile;
        config.SslKeyPem = connection.ClientKeyPem;
        config.SslKeyPassword = connection.ClientKeyPassword;
        config.SslEndpointIdentificationAlgorithm = connection.VerifyHostName ? SslEndpointIdentificationAlgorithm.Https : SslEndpointIdentificationAlgorithm.None;
        config.SaslMechanism = connection.SaslMechanism switch
        {
            null => null,
            KafkaSaslMechanism.Plain => SaslMechanism.Plain,
            KafkaSaslMechanism.ScramSha256 => SaslMechanism.ScramSha256,
            KafkaSaslMechanism.ScramSha512 => SaslMechanism.ScramSha512,
            KafkaSaslMechanism.OAuthBearer => SaslMechanism.OAuthBearer,
            _ => SaslMechanism.Gssapi,
        };
        config.SaslUsername = connection.Username;
        config.SaslPassword = connection.Password;
    }
}
