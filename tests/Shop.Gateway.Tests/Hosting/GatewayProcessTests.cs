using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Embedded;
using Platform.Hosting;
using Shop.Events;

namespace Shop.Gateway.Tests.Hosting;

public sealed class GatewayProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Both processes get the same environment.
    private static readonly string[] SiloSettings =
    [
        "--environment=Production",
        "--Platform:Auth:AllowAnonymous=true",
        "--Platform:Kafka:BootstrapServers=127.0.0.1:1",
        "--Platform:Kafka:Security:AllowPlaintext=true",
        "--Platform:Cluster:GatewayPort=1",
        "--Platform:Storage:Provider=Postgres",
        "--Platform:Storage:ConnectionString=Host=db",
        "--Platform:Groups:orders:BatchCountMax=10",
        "--Platform:Groups:users:Start=Earliest",
        "--Platform:Groups:analytics:Enabled=false",
        "--Platform:Groups:notifications:GroupId=mail",
        "--Platform:Email:Provider=Smtp",
        "--Platform:Email:Host=mail",
        "--Platform:Demo:Enabled=true",
    ];

    [Fact]
    public async Task Process_WhenSilosComeAndGo_AnswersAccordingly()
    {
        await using var kafka = EmbeddedKafka.Start();
        kafka.CreateTopic(Topics.OrdersCreated, 3);
        var gatewayPort = FreePort();
        await using var gateway = await RunningGateway.StartAsync(
            _ => { },
            "--environment", "Development", "--Platform:Kafka:BootstrapServers", kafka.BootstrapServers, "--Platform:Cluster:GatewayPort", $"{gatewayPort}");
        var http = gateway.Http;
        GrainWorld.Orders["process-1"] = TestOrders.Order("process-1");

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
        Assert.Equal(0, await gateway.StopAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task Process_WithTheSilosSettings_Runs()
    {
        await using var gateway = await RunningGateway.StartAsync(_ => { }, [.. SiloSettings]);

        Assert.Equal(HttpStatusCode.OK, await StatusOf(gateway.Http, "/health/live"));
        Assert.Equal(0, await gateway.StopAsync().WaitAsync(Patience));
    }

    [Theory]
    [InlineData("--Platform:Groups:orders:BatchCount=1")]
    [InlineData("--Platform:Groups:order:BatchCountMax=1")]
    [InlineData("--Platform:Kafka:Groups:OrderProcessor:BatchCountMax=1")]
    [InlineData("--Platform:Email:Server=mail")]
    [InlineData("--Platform:Demo:Enable=true")]
    public async Task Process_WithAnUnknownSettingBesideThem_IsRefused(string unknown)
    {
        var exitCode = await PlatformApplication.RunGatewayAsync([.. SiloSettings, "--urls", "http://127.0.0.1:0", unknown], platform => platform.DeclareShop()).WaitAsync(Patience);

        Assert.Equal(1, exitCode);
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
