using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Embedded;
using Platform.Configuration;
using Platform.Events;
using Platform.Hosting;

namespace Platform.Gateway.Tests.Hosting;

public sealed class GatewayProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Build_WhenNoBrokerIsNamed_SaysSo()
    {
        var refusal = Assert.Throws<PlatformConfigurationException>(() => GatewayProcess.Build(["--environment", "Development"]));

        Assert.Contains("Platform:Kafka:BootstrapServers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WhenThePortIsTaken_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var refusal = Assert.Throws<PlatformConfigurationException>(() => GatewayProcess.Build(
            ["--environment", "Development", "--Platform:Kafka:BootstrapServers", "127.0.0.1:1", "--urls", $"http://{taken.LocalEndpoint}"]));

        Assert.Contains($"{((IPEndPoint)taken.LocalEndpoint).Port}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_WhenSilosComeAndGo_AnswersAccordingly()
    {
        await using var kafka = EmbeddedKafka.Start();
        kafka.CreateTopic(Topics.OrdersCreated, 3);
        var gatewayPort = FreePort();
        await using var gateway = GatewayProcess.Build(
        [
            "--environment", "Development", "--urls", "http://127.0.0.1:0",
            "--Platform:Kafka:BootstrapServers", kafka.BootstrapServers, "--Platform:Cluster:GatewayPort", $"{gatewayPort}",
        ]);
        GrainWorld.Orders["process-1"] = TestOrders.Order("process-1");

        await gateway.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(gateway.Urls.Single()) };
        await http.GetAsync("/orders/process-1").ProblemAsync(HttpStatusCode.ServiceUnavailable);
        var notReady = await http.GetAsync("/health/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        for (var i = 0; i < 10 && notReady.GetProperty("checks")[1].GetProperty("status").GetString() != "ready"; i++)
        {
            // A client that is still connecting.
            notReady = await http.GetAsync("/health/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        }

        Assert.Equal("not ready", notReady.GetProperty("checks")[0].GetProperty("status").GetString());
        Assert.Equal("ready", notReady.GetProperty("checks")[1].GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, await StatusOf(http, "/health/live"));
        await http.PostJsonAsync("/orders", """{"userId":"ada","items":[]}""").JsonAsync(HttpStatusCode.Accepted);
        Assert.Contains($"kafka_messages_produced_total{{topic=\"{Topics.OrdersCreated}\"}} 1", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);

        using (var silo = await StartSiloAsync(gatewayPort))
        {
            await AwaitStatusAsync(http, "/orders/process-1", HttpStatusCode.OK);
            await AwaitStatusAsync(http, "/health/ready", HttpStatusCode.OK);
            await silo.StopAsync();
        }

        await AwaitStatusAsync(http, "/orders/process-1", HttpStatusCode.ServiceUnavailable);
        await AwaitStatusAsync(http, "/health/ready", HttpStatusCode.ServiceUnavailable);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task Process_WhenStoppedBeforeASiloAnswered_Ends()
    {
        await using var gateway = GatewayProcess.Build(
        [
            "--environment", "Development", "--urls", "http://127.0.0.1:0",
            "--Platform:Kafka:BootstrapServers", "127.0.0.1:1", "--Platform:Cluster:GatewayPort", $"{FreePort()}",
        ]);
        await gateway.StartAsync();

        await gateway.StopAsync().WaitAsync(Patience);
    }

    private static async Task<IHost> StartSiloAsync(int gatewayPort)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), gatewayPort, primarySiloEndpoint: null, "platform", "dev"));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<HttpStatusCode> StatusOf(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return response.StatusCode;
    }

    private static async Task AwaitStatusAsync(HttpClient http, string path, HttpStatusCode expected)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var status = await StatusOf(http, path); status != expected; status = await StatusOf(http, path))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"{path} was awaited to answer {expected}; it still answers {status}.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
