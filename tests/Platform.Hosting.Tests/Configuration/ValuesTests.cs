using Platform.Configuration;

namespace Platform.Hosting.Tests.Configuration;

public sealed class ValuesTests
{
    [Fact]
    public void Values_WhenAllAreSet_AreRead()
    {
        var settings = Settings.Load(
            PlatformRole.Silo,
            isDevelopment: true,
            ("Kafka:BootstrapServers", "kafka-1:9092,[::1]:9093"),
            ("Kafka:ClientId", "meters"),
            ("Kafka:Security:Protocol", "SASL_PLAINTEXT"),
            ("Kafka:Security:SaslMechanism", "SCRAM-SHA-512"),
            ("Kafka:Security:Username", "me"),
            ("Kafka:Security:Password", " secret "),
            ("Kafka:SessionTimeout", "00:00:45"),
            ("Kafka:HeartbeatInterval", "300ms"),
            ("Kafka:FetchWait", "1s"),
            ("Storage:Provider", "memory"),
            ("Storage:AllowVolatile", "true"),
            ("Cluster:SiloPort", "11112"),
            ("Gateway:Enabled", "false"));

        Assert.Equal("kafka-1:9092,[::1]:9093", settings.Kafka.BootstrapServers);
        Assert.Equal("meters", settings.Kafka.ClientId);
        Assert.Equal(new KafkaSecuritySettings { Protocol = KafkaProtocol.SaslPlaintext, SaslMechanism = KafkaSaslMechanism.ScramSha512, Username = "me", Password = " secret " }, settings.Kafka.Security);
        Assert.Equal(TimeSpan.FromSeconds(45), settings.Kafka.SessionTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(300), settings.Kafka.HeartbeatInterval);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.Kafka.FetchWait);
        Assert.Equal(new StorageSettings { Provider = StorageProvider.Memory, AllowVolatile = true }, settings.Storage);
        Assert.Equal(11112, settings.Cluster.SiloPort);
        Assert.False(settings.Gateway.Enabled);
    }

    [Theory]
    [InlineData("plaintext", KafkaProtocol.Plaintext)]
    [InlineData("SASL_SSL", KafkaProtocol.SaslSsl)]
    [InlineData("SaslSsl", KafkaProtocol.SaslSsl)]
    [InlineData("ssl", KafkaProtocol.Ssl)]
    public void Protocol_InKafkasSpellingAndOurs_IsRead(string text, KafkaProtocol protocol)
    {
        var needed = protocol == KafkaProtocol.SaslSsl ? new (string, string?)[] { ("Kafka:Security:SaslMechanism", "PLAIN"), ("Kafka:Security:Username", "me"), ("Kafka:Security:Password", "p") } : [];

        var settings = Settings.Load(PlatformRole.Silo, isDevelopment: true, [Settings.RealBroker, ("Kafka:Security:Protocol", text), .. needed]);

        Assert.Equal(protocol, settings.Kafka.Security.Protocol);
    }

    [Theory]
    [InlineData("Kafka:SessionTimeout", "30", "00:00:30")]
    [InlineData("Kafka:SessionTimeout", "1.00:00:00", "00:00:30")]
    [InlineData("Kafka:SessionTimeout", "00:61:00", "00:00:30")]
    [InlineData("Kafka:FetchWait", "-00:00:01", "00:00:30")]
    [InlineData("Kafka:FetchWait", "5 parsecs", "100ms")]
    [InlineData("Gateway:Enabled", "1", "true or false")]
    [InlineData("Kafka:Security:Protocol", "TLS", "Plaintext, Ssl, SaslPlaintext or SaslSsl")]
    [InlineData("Kafka:Security:Protocol", "1", "Plaintext, Ssl, SaslPlaintext or SaslSsl")]
    [InlineData("Storage:Provider", "MySql", "Sqlite, Postgres or Memory")]
    [InlineData("Cluster:SiloPort", "0", "1 to 65535")]
    [InlineData("Cluster:SiloPort", "65536", "1 to 65535")]
    [InlineData("Cluster:GatewayPort", "http", "1 to 65535")]
    public void Value_WhenUnreadable_IsRefusedWithWhatWouldBeRight(string name, string value, string right)
    {
        var refusal = Settings.Refusal((name, value));

        var problem = Assert.Single(refusal.Problems);
        Assert.Contains($"Platform:{name} = '{value}'", problem, StringComparison.Ordinal);
        Assert.Contains($"Platform__{name.Replace(":", "__", StringComparison.Ordinal)}", problem, StringComparison.Ordinal);
        Assert.Contains(right, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Protocol_WhenUnreadable_DrawsNoSecondComplaint()
    {
        var refusal = Settings.Refusal(Settings.RealBroker, ("Kafka:Security:Protocol", "tls"), ("Kafka:Security:Username", "me"));

        Assert.Single(refusal.Problems);
    }

    [Fact]
    public void Problems_WhenThereAreSeveral_AreToldAtOnce()
    {
        var refusal = Settings.Refusal(("Kafka:FetchWait", "x"), ("Cluster:SiloPort", "x"), ("Nonsense", "x"));

        Assert.Equal(3, refusal.Problems.Count);
        Assert.All(refusal.Problems, problem => Assert.Contains(problem.Split('\n')[0], refusal.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
    }
}
