using Platform.Configuration;
using Platform.Hosting.Startup;

namespace Platform.Hosting.Tests.Startup;

/// <summary>What the working directory and the environment say, which belong to the process.</summary>
[Collection(ProcessGroup.Name)]
public sealed class WebBuildersTests : IDisposable
{
    private const string Variable = "Platform__Kafka__ClientId";
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _directory = Directory.CreateTempSubdirectory("platform-").FullName;

    public WebBuildersTests() => Environment.CurrentDirectory = _directory;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Environment.CurrentDirectory = _before;
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Sources_InTheirOrder_OverrideEachOther()
    {
        File.WriteAllText("appsettings.json", """{"Platform": {"Kafka": {"ClientId": "from-file"}, "Cluster": {"ClusterId": "from-file", "ServiceId": "from-file"}}}""");
        Environment.SetEnvironmentVariable(Variable, "from-environment");

        var settings = PlatformApplication.CreateSiloBuilder(["--Platform:Cluster:ClusterId=from-arguments"], _ => { }).Settings;

        Assert.Equal(("from-environment", "from-arguments", "from-file"), (settings.Kafka.ClientId, settings.Cluster.ClusterId, settings.Cluster.ServiceId));
    }

    [Fact]
    public void Url_WhenNoneIsConfigured_IsTheDefault()
    {
        var builder = WebBuilders.Create([], "http://localhost:8080");

        Assert.Equal(["http://localhost:8080"], HttpAddresses.Of(builder.Configuration));
    }

    [Fact]
    public void Url_WhenConfigured_IsKept()
    {
        var builder = WebBuilders.Create(["--urls", "http://127.0.0.1:9999"], "http://localhost:8080");

        Assert.Equal(["http://127.0.0.1:9999"], HttpAddresses.Of(builder.Configuration));
    }

    [Fact]
    public void File_WhenItIsNoJson_IsRefusedByName()
    {
        File.WriteAllText("appsettings.json", "{ nonsense");

        var refusal = Assert.Throws<PlatformConfigurationException>(() => WebBuilders.Create([], "http://localhost:8080"));

        Assert.Contains(Path.Combine(_directory, "appsettings.json"), refusal.Message, StringComparison.Ordinal);
    }
}
