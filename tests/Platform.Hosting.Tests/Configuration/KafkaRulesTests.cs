using Platform.Configuration;

namespace Platform.Hosting.Tests.Configuration;

public sealed class KafkaRulesTests
{
    [Theory]
    [InlineData("kafka")]
    [InlineData("kafka:")]
    [InlineData("kafka:0")]
    [InlineData("kafka:65536")]
    [InlineData(":9092")]
    [InlineData("kafka:9092,")]
    [InlineData("kafka:9092,,other:9092")]
    [InlineData("PLAINTEXT://kafka:9092")]
    [InlineData("ka fka:9092")]
    public void Address_WhenItIsNoHostAndPort_IsRefused(string address)
    {
        var refusal = Settings.Refusal(("Kafka:BootstrapServers", address), Settings.Encrypted);

        Assert.Contains($"Platform:Kafka:BootstrapServers = '{address}'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.Contains("host:port", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kafka:9092")]
    [InlineData("127.0.0.1:9092, kafka-2.example.org:9093")]
    [InlineData("my_kafka:9092")]
    [InlineData("[::1]:9092")]
    public void Address_WhenItIsHostAndPort_IsTaken(string address)
    {
        var settings = Settings.Load(("Kafka:BootstrapServers", address), Settings.Encrypted);

        Assert.Equal(address, settings.Kafka.BootstrapServers);
    }

    [Fact]
    public void Gateway_WithoutABroker_SaysWhyItNeedsOne()
    {
        var refusal = Assert.Throws<PlatformConfigurationException>(() => Settings.Load(PlatformRole.Gateway, isDevelopment: true));

        Assert.Contains("Platform:Kafka:BootstrapServers is not set", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("the embedded broker lives inside the silo's process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gateway_BesideAnEmbeddedSilosBroker_IsNotHeldToTheSilosRules()
    {
        var settings = Settings.Load(
            PlatformRole.Gateway, isDevelopment: true, ("Kafka:BootstrapServers", "127.0.0.1:34567"), ("Storage:Provider", "Memory"));

        Assert.Equal("127.0.0.1:34567", settings.Kafka.BootstrapServers);
    }

    [Theory]
    [InlineData("00:00:05.999")]
    [InlineData("00:05:01")]
    public void SessionTimeout_OfARealBroker_HasLimits(string value)
    {
        var refusal = Settings.Refusal(Settings.RealBroker, Settings.Encrypted, ("Kafka:SessionTimeout", value));

        Assert.Contains("00:00:06 to 00:05:00", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Heartbeat_AboveAThirdOfTheSession_IsRefused()
    {
        var refusal = Settings.Refusal(Settings.RealBroker, Settings.Encrypted, ("Kafka:SessionTimeout", "9s"), ("Kafka:HeartbeatInterval", "3001ms"));

        Assert.Contains("00:00:00.100 to 00:00:03", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0ms")]
    [InlineData("5001ms")]
    public void FetchWait_OutsideItsLimits_IsRefused(string value)
    {
        var refusal = Settings.Refusal(("Kafka:FetchWait", value));

        Assert.Contains("00:00:00.001 to 00:00:05", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }
}
