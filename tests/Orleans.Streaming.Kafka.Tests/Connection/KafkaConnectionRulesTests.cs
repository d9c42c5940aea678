namespace Orleans.Streaming.Kafka.Tests.Connection;

public sealed class KafkaConnectionRulesTests
{
    private static readonly KafkaConnection Plain = new() { BootstrapServers = "kafka-1:9092,kafka-2:9092" };

    private static readonly KafkaConnection Scram = Plain with
    {
        Protocol = KafkaProtocol.SaslSsl,
        SaslMechanism = KafkaSaslMechanism.ScramSha512,
        Username = "app",
        Password = "pw-that-must-not-show",
    };

    public static TheoryData<string, KafkaConnection?, string> Wrong { get; } = new()
    {
        { "no connection", null, "BootstrapServers" },
        { "no address", Plain with { BootstrapServers = " " }, "BootstrapServers" },
        { "no port", Plain with { BootstrapServers = "kafka-1:9092,kafka-2" }, "\"kafka-2\"" },
        { "empty entry", Plain with { BootstrapServers = "kafka-1:9092," }, "not host:port" },
        { "no mechanism", Plain with { Protocol = KafkaProtocol.SaslSsl }, "SaslMechanism" },
        { "no password", Scram with { Password = null }, "Password" },
        { "password without SASL", Scram with { Protocol = KafkaProtocol.Ssl }, "SaslSsl" },
        { "no token", Plain with { Protocol = KafkaProtocol.SaslSsl, SaslMechanism = KafkaSaslMechanism.OAuthBearer }, "TokenProvider" },
        { "token for SCRAM", Scram with { TokenProvider = _ => default }, "tokens are for OAuthBearer" },
        { "missing file", Scram with { CaFile = "/nowhere/ca.pem" }, "/nowhere/ca.pem" },
        { "certificate without TLS", Plain with { CaPem = "-" }, "encrypts nothing" },
        { "certificate without key", Scram with { ClientCertificatePem = "-" }, "ClientKeyFile" },
        { "key without certificate", Scram with { ClientKeyPem = "-" }, "ClientCertificateFile" },
        { "twice", Scram with { CaPem = "-", CaFile = typeof(KafkaConnectionRulesTests).Assembly.Location }, "one of the two" },
        { "owned property", Plain with { Properties = new Dictionary<string, string> { ["sasl.password"] = "pw" } }, "Connection.Password" },
        { "consumers' property", Plain with { Properties = new Dictionary<string, string> { ["enable.auto.commit"] = "true" } }, "CommitInterval" },
        { "producers' property", Plain with { Properties = new Dictionary<string, string> { ["acks"] = "1" } }, "is lost with its leader" },
        { "no protocol", Plain with { Protocol = (KafkaProtocol)9 }, "Connection.Protocol is 9" },
        { "no such mechanism", Scram with { SaslMechanism = (KafkaSaslMechanism)9 }, "Connection.SaslMechanism is 9" },
        { "owned property in capitals", Plain with { Properties = new Dictionary<string, string> { ["Allow.Auto.Create.Topics"] = "true" } }, "typo" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Problems_OfAWrongConnection_NameTheSettingAndWhatIsRight(string what, KafkaConnection? connection, string expected)
    {
        var problems = KafkaConnectionRules.Problems(connection).ToList();

        Assert.True(problems.Exists(p => p.Contains(expected, StringComparison.Ordinal)), $"{what}: {string.Join("; ", problems)}");
        Assert.DoesNotContain(problems, p => p.Contains("must-not-show", StringComparison.Ordinal));
    }

    [Fact]
    public void Problems_OfARightConnection_AreNone()
    {
        Assert.Empty(KafkaConnectionRules.Problems(Plain with { Properties = new Dictionary<string, string> { ["socket.nagle.disable"] = "true" } }));
        Assert.Empty(KafkaConnectionRules.Problems(Scram));
        Assert.Empty(KafkaConnectionRules.Problems(Plain with { Protocol = KafkaProtocol.SaslSsl, SaslMechanism = KafkaSaslMechanism.OAuthBearer, TokenProvider = _ => default }));
    }

    [Fact]
    public void ToString_NamesNoSecret()
    {
        var connection = Scram with { ClientKeyPem = "key-secret", ClientKeyPassword = "key-pw", Properties = new Dictionary<string, string> { ["sasl.oauthbearer.client.secret"] = "property-secret" } };

        Assert.Equal("kafka-1:9092,kafka-2:9092 (SaslSsl as app)", connection.ToString());
        Assert.DoesNotContain("token-secret", new KafkaToken("token-secret", "app", DateTimeOffset.UnixEpoch).ToString(), StringComparison.Ordinal);
    }
}
