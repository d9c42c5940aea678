using Platform.Configuration;

namespace Platform.Hosting.Tests.Configuration;

public sealed class DefaultsTests
{
    [Fact]
    public void Settings_WhenNothingIsConfigured_AreTheEmbeddedDefaults()
    {
        var settings = Settings.Load();

        Assert.True(settings.Kafka.IsEmbedded);
        Assert.True(settings.Gateway.Enabled);
        Assert.Equal(StorageProvider.Sqlite, settings.Storage.Provider);
        Assert.Equal((11111, 30000), (settings.Cluster.SiloPort, settings.Cluster.GatewayPort));
        Assert.Equal(TimeSpan.FromSeconds(2), settings.Kafka.EffectiveSessionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(0.5), settings.Kafka.EffectiveHeartbeatInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(5), settings.Kafka.EffectiveFetchWait);
    }

    [Fact]
    public void Settings_WhenTheBrokerIsReal_HaveItsDefaults()
    {
        var settings = Settings.Load(Settings.RealBroker, Settings.Encrypted);

        Assert.False(settings.Kafka.IsEmbedded);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Kafka.EffectiveSessionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.Kafka.EffectiveHeartbeatInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(100), settings.Kafka.EffectiveFetchWait);
    }

    [Fact]
    public void Heartbeat_WhenOnlyAShortSessionIsSet_IsAThirdOfIt()
    {
        var settings = Settings.Load(Settings.RealBroker, Settings.Encrypted, ("Kafka:SessionTimeout", "6s"));

        Assert.Equal(TimeSpan.FromSeconds(2), settings.Kafka.EffectiveHeartbeatInterval);
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(false, null, false)]
    [InlineData(false, "true", true)]
    [InlineData(true, "false", false)]
    public void FewerReplicas_ByEnvironmentAndSetting_AreAllowed(bool isDevelopment, string? setting, bool allowed)
    {
        var settings = Settings.Load(("Topics:AllowFewerReplicas", setting));

        Assert.Equal(allowed, settings.Topics.AllowsFewerReplicas(isDevelopment));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("  ")]
    public void OptionalValues_WhenEmpty_CountAsNotSet(string? empty)
    {
        var settings = Settings.Load(
            ("Kafka:BootstrapServers", empty), ("Kafka:SessionTimeout", empty), ("Kafka:Security:CaFile", empty), ("Cluster:SiloPort", empty), ("Storage:Provider", empty));

        Assert.Equal(new PlatformSettings().ToString(), settings.ToString());
    }
}
