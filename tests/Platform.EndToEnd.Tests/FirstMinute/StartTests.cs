using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Platform.EndToEnd.Tests.Support;

namespace Platform.EndToEnd.Tests.FirstMinute;

/// <summary>What a new user meets: the start, Ctrl-C, a taken port, a wrong setting.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Embedded_SaysWhereThingsAre_ShowsTheDemo_AndExitsZeroOnInterrupt()
    {
        await using var platform = new PlatformUnderTest(null, ("Platform__Demo__Enabled", "true"));
        await platform.StartAsync();

        var output = platform.Process.Output;
        Assert.Contains("/dashboard", output, StringComparison.Ordinal);
        Assert.Contains("/metrics", output, StringComparison.Ordinal);
        Assert.Equal(3, output.Split('\n').Count(line => line.TrimStart().StartsWith("curl ", StringComparison.Ordinal)));
        await Eventually.HoldsAsync(
            async () => (int)(await platform.GetAsync("/analytics/orders"))!["total"]!["created"]! > 3,
            () => platform.Process.Output);
        Assert.Equal(0, await platform.Process.InterruptAsync());
        Assert.DoesNotContain("   at ", platform.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedded_ExitsZeroOnTerminate()
    {
        await using var platform = new PlatformUnderTest(null);
        await platform.StartAsync();

        Assert.Equal(0, await platform.Process.TerminateAsync());
    }

    [Theory]
    [InlineData("Platform__Kafka__Groups__OrderProcessor__Start", "Newest", "Platform:Kafka:Groups:OrderProcessor:Start", "Newest", "Earliest")]
    [InlineData("Platform__Kafka__BootstrapServer", "localhost:9092", "Platform:Kafka:BootstrapServer", "BootstrapServers", "BootstrapServers")]
    [InlineData("Platform__Storage__Provider", "Postgres", "Platform:Storage:ConnectionString", "not set", "Host=")]
    [InlineData("Platform__Cluster__Provider", "Redis", "Platform:Cluster:Provider", "not yet supported", "Localhost")]
    [InlineData("Platform__Cluster__SiloPort", "70000", "Platform:Cluster:SiloPort", "70000", "65535")]
    public async Task WrongSetting_StopsTheStartWithOneMessage(string variable, string value, params string[] told)
    {
        await using var process = Launch(Ports.Free(), (variable, value));

        var exitCode = await process.WaitForExitAsync(60);

        Assert.NotEqual(0, exitCode);
        Assert.All(told, text => Assert.Contains(text, process.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_RefusesPlaintextUnlessAllowed_AndMemoryBesideARealBroker()
    {
        await using var plaintext = Launch(Ports.Free(), ("DOTNET_ENVIRONMENT", "Production"), ("Platform__Kafka__BootstrapServers", "127.0.0.1:1"));
        await using var memory = Launch(Ports.Free(), ("Platform__Storage__Provider", "Memory"), ("Platform__Kafka__BootstrapServers", "127.0.0.1:1"));

        Assert.NotEqual(0, await plaintext.WaitForExitAsync(60));
        Assert.NotEqual(0, await memory.WaitForExitAsync(60));
        Assert.Contains("AllowPlaintext", plaintext.Output, StringComparison.Ordinal);
        Assert.Contains("AllowVolatile", memory.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenHttpPort_IsAClearError()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var process = Launch(port);

        Assert.NotEqual(0, await process.WaitForExitAsync(60));
        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenSiloPort_IsAClearErrorThatNamesTheSetting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await using var process = Launch(Ports.Free(), ("Platform__Cluster__SiloPort", port));

        Assert.NotEqual(0, await process.WaitForExitAsync(60));
        Assert.Contains(port, process.Output, StringComparison.Ordinal);
        Assert.Contains("Platform:Cluster:SiloPort", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatewayProcess_WithoutABroker_SaysThatItNeedsOne()
    {
        await using var process = PlatformProcess.Launch(Programs.Gateway, Ports.Free(), Path.GetTempPath(), new Dictionary<string, string>());

        Assert.NotEqual(0, await process.WaitForExitAsync(60));
        Assert.Contains("Platform:Kafka:BootstrapServers", process.Output, StringComparison.Ordinal);
    }

    private static PlatformProcess Launch(int port, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Platform__Cluster__SiloPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            ["Platform__Cluster__GatewayPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            ["Platform__Demo__Enabled"] = "false",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return PlatformProcess.Launch(Programs.Silo, port, Path.GetTempPath(), all);
    }
}
