using Microsoft.Extensions.Configuration;
using Platform.Configuration;
using Platform.Configuration.Loading;

namespace Platform.Hosting.Tests.Configuration;

public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("Kafka:BootstrapServer", "Platform:Kafka:BootstrapServers")]
    [InlineData("BootstrapServers", "Platform:Kafka:BootstrapServers")]
    [InlineData("Storage:Provder", "Platform:Storage:Provider")]
    [InlineData("Kafak:ClientId", "Platform:Kafka")]
    public void Name_WhenUnknown_IsRefusedWithTheNearestOne(string name, string nearest)
    {
        var refusal = Settings.Refusal((name, "x"));

        var problem = Assert.Single(refusal.Problems);
        Assert.Contains($"nearest one is {nearest}.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_WhenUnknown_DoesNotTellItsValue()
    {
        var refusal = Settings.Refusal(("Kafka:Security:Pasword", "hunter2"));

        Assert.Contains("Platform:Kafka:Security:Pasword", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_WhereOneValueBelongs_IsRefused()
    {
        var refusal = Settings.Refusal(("Kafka:BootstrapServers:0", "a:1"), ("Kafka:BootstrapServers:1", "b:1"));

        Assert.Contains("Platform:Kafka:BootstrapServers takes one value", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_WhereASectionBelongs_IsRefused()
    {
        var refusal = Settings.Refusal(("Kafka", "kafka:9092"));

        Assert.Contains("Platform:Kafka = 'kafka:9092'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_WhenSetToNull_IsStillUnknown()
    {
        var refusal = Settings.Refusal(("Kafka:Topic", null));

        Assert.Contains("Platform:Kafka:Topic", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnvironmentVariablePlatform_WhichManyMachinesHave_IsNoSettingOfOurs()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Platform", "linux/amd64"), new("Platform:Auth:AllowAnonymous", "true")]).Build();

        var settings = PlatformSettings.Load(configuration, isDevelopment: false, PlatformRole.Silo);

        Assert.True(settings.Kafka.IsEmbedded);
    }

    [Theory]
    [InlineData("Kafka:BootstrapServer", "kafka-1:9092")]
    [InlineData("Kafka:SessionTimeuot", "45s")]
    [InlineData("Kafka:BootstrapServers:0", "a:1")]
    public void Name_WhenUnknown_TellsItsValue(string name, string value)
    {
        var refusal = Settings.Refusal((name, value));

        Assert.Contains($"Platform:{name} = '{value}' (environment:", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Kafka:Security:Pasword", "hunter2")]
    [InlineData("Kafka:Security:Passwd", "hunter2")]
    [InlineData("Kafka:Security:Psswrd", "hunter2")]
    [InlineData("Storage:Conection", "hunter2")]
    [InlineData("Storage:ConectoinString", "hunter2")]
    [InlineData("Storage:Database", "Host=db;Password=hunter2")]
    [InlineData("Storage:ApiKey", "hunter2")]
    [InlineData("Storage:Server", "postgres://me:hunter2@db")]
    [InlineData("Kafka:Security:Password:Value", "hunter2")]
    public void Name_WhenItMayBeASecrets_DoesNotTellItsValue(string name, string value)
    {
        var refusal = Settings.Refusal((name, value));

        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("(value not shown)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_OutsideTheSection_AreFound()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            new("Kafka:BootstrapServers", "kafka:9092"),
            new("Groups:METERS:enabled", "false"),
            new("Platform:Kafka:ClientId", "meters"),
            new("Kafka:Other", "x"),
            new("Storage:Provider", ""),
            new("Logging:LogLevel:Default", "Debug"),
        ]).Build();

        var loader = new SettingsLoader(configuration);
        loader.ReadPlatform(isDevelopment: false, PlatformRole.Silo);
        loader.Root.Section("Groups").Section("meters").Switch("Enabled");

        Assert.Equal(["Groups:METERS:enabled", "Kafka:BootstrapServers"], loader.FindOutside());
    }
}
