using Platform.Configuration;

namespace Platform.Hosting.Tests.Configuration;

public sealed class OtherRulesTests
{
    [Fact]
    public void Memory_BesideARealBroker_IsRefusedNamingTheSettingThatAllowsIt()
    {
        var refusal = Settings.Refusal(Settings.RealBroker, Settings.Encrypted, ("Storage:Provider", "Memory"));

        Assert.Contains("Platform:Storage:AllowVolatile=true", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_WhenVolatileIsAllowed_IsTaken()
    {
        var settings = Settings.Load(Settings.RealBroker, Settings.Encrypted, ("Storage:Provider", "Memory"), ("Storage:AllowVolatile", "true"));

        Assert.Equal(StorageProvider.Memory, settings.Storage.Provider);
    }

    [Fact]
    public void Postgres_WithoutAConnectionString_IsRefused()
    {
        var refusal = Settings.Refusal(("Storage:Provider", "Postgres"));

        Assert.Contains("Platform:Storage:ConnectionString is not set", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_WhenBothAreTheSame_AreRefused()
    {
        var refusal = Settings.Refusal(("Cluster:GatewayPort", "11111"));

        Assert.Contains("Platform:Cluster:SiloPort has the same value", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:11111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.0.0.1:11111", false)]
    [InlineData("password=hunter2", false)]
    public void PrimarySilo_OfALocalCluster_IsALoopbackEndpoint(string value, bool isRight)
    {
        var exception = Record.Exception(() => Settings.Load(("Cluster:ConnectionString", value)));

        Assert.Equal(isRight, exception is null);
        Assert.DoesNotContain("hunter2", exception?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void TopicsFile_WhenMissing_IsRefused()
    {
        var refusal = Settings.Refusal(("Topics:File", "/nowhere/topics.yaml"));

        Assert.Contains("Platform:Topics:File = '/nowhere/topics.yaml'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_WhenPrinted_ShowNoSecret()
    {
        var settings = Settings.Load(
            Settings.RealBroker, ("Kafka:Security:Protocol", "SaslSsl"), ("Kafka:Security:SaslMechanism", "PLAIN"), ("Kafka:Security:Username", "me"), ("Kafka:Security:Password", "hunter2"),
            ("Storage:ConnectionString", "Data Source=hunter2"));

        Assert.DoesNotContain("hunter2", settings.ToString(), StringComparison.Ordinal);
    }
}
