using Orleans.Streaming.Kafka;
using Platform.Configuration;

namespace Platform.Gateway.Hosting;

/// <summary>Makes the library's connection of the settings.</summary>
internal static class KafkaConnections
{
    /// <summary>The connection of a real broker's settings.</summary>
    public static KafkaConnection Of(KafkaSettings kafka) => new()
    {
        BootstrapServers = kafka.BootstrapServers,
        ClientId = kafka.ClientId,
        Protocol = Enum.Parse<Orleans.Streaming.Kafka.KafkaProtocol>(kafka.Security.Protocol.ToString()),
        CaFile = kafka.Security.CaFile,
        SaslMechanism = kafka.Security.SaslMechanism is { } mechanism ? Enum.Parse<Orleans.Streaming.Kafka.KafkaSaslMechanism>(mechanism.ToString()) : null,
        Username = kafka.Security.Username,
        Password = kafka.Security.Password,
    };
}
