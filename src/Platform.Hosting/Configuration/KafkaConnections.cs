using Orleans.Streaming.Kafka;
using ConnectionMechanism = Orleans.Streaming.Kafka.KafkaSaslMechanism;
using ConnectionProtocol = Orleans.Streaming.Kafka.KafkaProtocol;

namespace Platform.Configuration;

/// <summary>Makes the stream library's connection of the settings.</summary>
public static class KafkaConnections
{
    /// <summary>How to reach the broker.</summary>
    /// <param name="kafka">The settings.</param>
    /// <param name="embeddedAddress">The embedded broker's <c>host:port</c>; used where no broker is configured.</param>
    /// <exception cref="ArgumentNullException">Neither names a broker.</exception>
    public static KafkaConnection ToConnection(this KafkaSettings kafka, string? embeddedAddress = null)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        if (kafka.IsEmbedded)
        {
            ArgumentNullException.ThrowIfNull(embeddedAddress);
        }

        return new KafkaConnection
        {
            BootstrapServers = kafka.IsEmbedded ? embeddedAddress! : kafka.BootstrapServers,
            ClientId = kafka.ClientId,
            Protocol = kafka.Security.Protocol switch
            {
                KafkaProtocol.Ssl => ConnectionProtocol.Ssl,
                KafkaProtocol.SaslPlaintext => ConnectionProtocol.SaslPlaintext,
                KafkaProtocol.SaslSsl => ConnectionProtocol.SaslSsl,
                _ => ConnectionProtocol.Plaintext,
            },
            CaFile = kafka.Security.CaFile,
            ClientCertificateFile = kafka.Security.ClientCertificateFile,
            ClientKeyFile = kafka.Security.ClientKeyFile,
            ClientKeyPassword = kafka.Security.ClientKeyPassword,
            SaslMechanism = kafka.Security.SaslMechanism switch
            {
                KafkaSaslMechanism.Plain => ConnectionMechanism.Plain,
                KafkaSaslMechanism.ScramSha256 => ConnectionMechanism.ScramSha256,
                KafkaSaslMechanism.ScramSha512 => ConnectionMechanism.ScramSha512,
                _ => null,
            },
            Username = kafka.Security.Username,
            Password = kafka.Security.Password,
        };
    }
}
