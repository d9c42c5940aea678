using System.Net;
using System.Net.Sockets;
using Platform.Configuration;

namespace Platform.Hosting.Tests.Http;

public sealed class GatewayProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Build_WhenNoBrokerIsNamed_SaysSo()
    {
        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => BuildAsync());

        Assert.Contains("Platform:Kafka:BootstrapServers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_WhenThePortIsTaken_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => BuildAsync("--Platform:Kafka:BootstrapServers", "127.0.0.1:1", "--urls", $"http://{taken.LocalEndpoint}"));

        Assert.Contains($"{((IPEndPoint)taken.LocalEndpoint).Port}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_WhenStoppedBeforeASiloAnswered_Ends()
    {
        // No silo listens at port 1, and no broker.
        await using var gateway = await BuildAsync("--urls", "http://127.0.0.1:0", "--Platform:Kafka:BootstrapServers", "127.0.0.1:1", "--Platform:Cluster:GatewayPort", "1");
        await gateway.StartAsync(default);

        await gateway.App.StopAsync().WaitAsync(Patience);
    }

    private static Task<PlatformHost> BuildAsync(params string[] args) =>
        PlatformApplication.CreateGatewayBuilder(["--environment", "Development", .. args], _ => { }).BuildAsync(default);
}
