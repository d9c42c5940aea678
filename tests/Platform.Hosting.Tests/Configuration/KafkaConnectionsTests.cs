using Platform.Configuration;
using KafkaConnection = Orleans.Streaming.Kafka.KafkaConnection;

namespace Platform.Hosting.Tests.Configuration;

public sealed class KafkaConnectionsTests
{
    [Theory]
    [InlineData(KafkaProtocol.Plaintext, "Plaintext")]
    [InlineData(KafkaProtocol.Ssl, "Ssl")]
    [InlineData(KafkaProtocol.SaslPlaintext, "SaslPlaintext")]
    [InlineData(KafkaProtocol.SaslSsl, "SaslSsl")]
    public void Protocol_OfEachKind_IsHandedOn(KafkaProtocol protocol, string expected)
    {
        var kafka = new KafkaSettings { BootstrapServers = "kafka:9092", Security = new KafkaSecuritySettings { Protocol = protocol } };

        Assert.Equal(expected, kafka.ToConnection().Protocol.ToString());
    }

    [Theory]
    [InlineData(KafkaSaslMechanism.Plain, "Plain")]
    [InlineData(KafkaSaslMechanism.ScramSha256, "ScramSha256")]
    [InlineData(KafkaSaslMechanism.ScramSha512, "ScramSha512")]
    public void Mechanism_OfEachKind_IsHandedOn(KafkaSaslMechanism mechanism, string expected)
    {
        var kafka = new KafkaSettings { BootstrapServers = "kafka:9092", Security = new KafkaSecuritySettings { SaslMechanism = mechanism } };

        Assert.Equal(expected, kafka.ToConnection().SaslMechanism.ToString());
    }

    [Fact]
    public void Connection_ToAConfiguredBroker_HasAllItsSettings()
    {
        var kafka = new KafkaSettings { BootstrapServers = "kafka:9092", ClientId = "meters", Security = new KafkaSecuritySettings { CaFile = "ca.pem", Username = "me", Password = "p" } };

        var connection = kafka.ToConnection("127.0.0.1:1");

        Assert.Empty(connection.Properties);
        Assert.Equal(
            new KafkaConnection { BootstrapServers = "kafka:9092", ClientId = "meters", CaFile = "ca.pem", Username = "me", Password = "p", Properties = connection.Properties },
            connection);
    }

    [Fact]
    public void Connection_WhenEmbedded_GoesToTheEmbeddedBroker()
    {
        Assert.Equal("127.0.0.1:1", new KafkaSettings().ToConnection("127.0.0.1:1").BootstrapServers);
        Assert.Throws<ArgumentNullException>(() => new KafkaSettings().ToConnection());
    }
}
