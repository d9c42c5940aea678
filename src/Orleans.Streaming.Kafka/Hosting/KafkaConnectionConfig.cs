using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Writes a connection into a librdkafka configuration.</summary>
internal static class KafkaConnectionConfig
{
    public static void ApplyTo(this KafkaConnection connection, ClientConfig config)
    {
        config.BootstrapServers = connection.BootstrapServers;
        config.ClientId = connection.ClientId;
        config.SecurityProtocol = connection.Protocol switch
        {
            KafkaProtocol.Plaintext => SecurityProtocol.Plaintext,
            KafkaProtocol.Ssl => SecurityProtocol.Ssl,
            KafkaProtocol.SaslPlaintext => SecurityProtocol.SaslPlaintext,
            _ => SecurityProtocol.SaslSsl,
        };
        config.SslCaLocation = connection.CaFile;
        config.SaslMechanism = connection.SaslMechanism switch
        {
            null => null,
            KafkaSaslMechanism.Plain => SaslMechanism.Plain,
            KafkaSaslMechanism.ScramSha256 => SaslMechanism.ScramSha256,
            _ => SaslMechanism.ScramSha512,
        };
        config.SaslUsername = connection.Username;
        config.SaslPassword = connection.Password;

        // A topic that a typo names must fail, not come to be.
        config.AllowAutoCreateTopics = false;
        config.SocketKeepaliveEnable = true;
        config.ReconnectBackoffMs = 100;
        config.ReconnectBackoffMaxMs = 2_000;
    }
}
