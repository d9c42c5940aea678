using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Tests.Meters;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Tests;

/// <summary>An application as its users get it: in this process, on the embedded broker, over HTTP.</summary>
public sealed class WholeApplicationTests
{
    [Fact]
    public async Task Application_OfPlainRecords_TakesEventsAndAnswersOverHttp()
    {
        await using var host = await StartAsync("Development");
        using var http = Client(host);
        await Eventually.HoldsAsync(async () => await StatusAsync(http, "/health/ready") == HttpStatusCode.OK, "the silo to be ready");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "/meters/m-1"));

        var publisher = host.App.Services.GetRequiredService<EventPublisher>();
        foreach (var (id, value) in new[] { ("e-1", 7.5m), ("e-2", 200m), ("e-1", 7.5m) })
        {
            await publisher.PublishAsync(new MeterReading("m-1", value), id, new RequestMetadata(null, "c-1", null), CancellationToken.None);
        }

        await Eventually.EqualAsync("207.5 read, 1 alerts", () => BodyAsync(http, "/meters/m-1"));
        var metrics = await BodyAsync(http, "/metrics");
        Assert.Contains("kafka_messages_produced_total{topic=\"meters.readings\"", metrics, StringComparison.Ordinal);
        Assert.Contains("consumer_group=\"meter-readers\"", metrics, StringComparison.Ordinal);
        using var description = JsonDocument.Parse(await BodyAsync(http, "/openapi/v1.json"));
        Assert.Equal("Meters", description.RootElement.GetProperty("info").GetProperty("title").GetString());
        Assert.Equal(["/meters/{id}"], description.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name));
    }

    [Fact]
    public async Task Event_ThatItsEntityRejects_IsInQuarantineForTheOperator()
    {
        await using var host = await StartAsync("Development");
        using var http = Client(host);
        await Eventually.HoldsAsync(async () => await StatusAsync(http, "/health/ready") == HttpStatusCode.OK, "the silo to be ready");

        await host.App.Services.GetRequiredService<EventPublisher>().PublishAsync(new MeterReading("m-2", -1), "e-1", new RequestMetadata(null, "c-1", null), CancellationToken.None);

        await Eventually.HoldsAsync(async () => (await BodyAsync(http, "/admin/quarantine")).Contains("m-2", StringComparison.Ordinal), "m-2 to be in quarantine");
        Assert.Contains("negative-reading", await BodyAsync(http, "/admin/quarantine"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_OfManyEntities_GoesOnWithoutItsCallerAndFewAtATime()
    {
        const int Meters = 1_500;
        await using var host = await StartAsync("Development");
        using var http = Client(host);
        await Eventually.HoldsAsync(async () => await StatusAsync(http, "/health/ready") == HttpStatusCode.OK, "the silo to be ready");
        var publisher = host.App.Services.GetRequiredService<EventPublisher>();
        await Task.WhenAll(Enumerable.Range(0, Meters).Select(meter =>
            publisher.PublishAsync(new MeterReading($"many-{meter}", -1), $"many-{meter}", new RequestMetadata(null, "c-1", null), CancellationToken.None)));
        await Eventually.EqualAsync(Meters, async () => (await QuarantineAsync(host)).Count, seconds: 60);
        MeterTransitions.Mended = "many-";

        // It comes in, and whoever sent it is gone long before all are begun.
        using var patience = new CancellationTokenSource();
        (await http.PostAsJsonAsync("/admin/redrive", new { errorType = "no-such-error" })).EnsureSuccessStatusCode();
        var asked = http.PostAsJsonAsync("/admin/redrive", new { errorType = "negative-reading" }, patience.Token);
        await Eventually.HoldsAsync(async () => (await QuarantineAsync(host)).Exists(entity => entity.IsRedriving), "some to be begun");
        await patience.CancelAsync();
        await asked.ContinueWith(_ => { }, TaskScheduler.Default);

        var most = 0;
        await Eventually.EqualAsync(
            0,
            async () =>
            {
                var quarantined = await QuarantineAsync(host);
                most = Math.Max(most, quarantined.Count(entity => entity.IsRedriving));
                return quarantined.Count;
            },
            seconds: 60);

        Assert.InRange(most, 1, 256);
    }

    [Fact]
    public async Task AdminRoutes_OutsideDevelopment_AreNotThere()
    {
        await using var host = await StartAsync("Production");
        using var http = Client(host);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "/admin/quarantine"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/health/live"));
    }

    [Fact]
    public async Task AdminRoutes_OutsideDevelopment_AreThereWhenTheyAreEnabled()
    {
        await using var host = await StartAsync("Production", "--Platform:Admin:Enabled=true");
        using var http = Client(host);

        await Eventually.HoldsAsync(async () => await StatusAsync(http, "/admin/quarantine") == HttpStatusCode.OK, "the silo to answer the operator");
    }

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/metrics")]
    [InlineData("/admin/quarantine")]
    [InlineData("/meters/m-1")]
    public async Task Route_OfASiloThatKnowsItsCallers_IsClosedToOthers(string path)
    {
        const string Key = "the-key";
        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Key)));
        await using var host = await StartAsync(
            "Production", "--Platform:Auth:AllowAnonymous=false", $"--Platform:Auth:ApiKeys:ops:Sha256={hash}", "--Platform:Auth:ApiKeys:ops:Scopes=admin", "--Platform:Admin:Enabled=true");
        using var http = Client(host);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Api-Key", Key } } };

        var nobody = await StatusAsync(http, path);
        using var operators = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, nobody);
        Assert.NotEqual(HttpStatusCode.Unauthorized, operators.StatusCode);
        Assert.NotEqual(HttpStatusCode.Forbidden, operators.StatusCode);
    }

    /// <summary>Arguments that give a silo ports of its own.</summary>
    internal static string[] ClusterPorts() => FreePorts(2) is var ports ? [$"--Platform:Cluster:SiloPort={ports[0]}", $"--Platform:Cluster:GatewayPort={ports[1]}"] : [];

    private static async Task<PlatformHost> StartAsync(string environment, params string[] args)
    {
        var builder = PlatformApplication.CreateSiloBuilder(
            [$"--environment={environment}", "--urls=http://127.0.0.1:0", "--Platform:Auth:AllowAnonymous=true", .. ClusterPorts(), .. args],
            platform =>
            {
                MeterApplication.Declare(platform);
                platform.ApiTitle = "Meters";
                platform.Map(app => app.MapGet("/meters/{id}", async (string id, IGrainFactory grains) =>
                    await grains.GetGrain<IMeterGrain>(id).Get() is { } meter ? Results.Text(meter) : Results.NotFound()));
                platform.SetDefault("Logging:LogLevel:Default", "Warning");
            });
        var host = await builder.BuildAsync(CancellationToken.None);
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    private static async Task<List<QuarantinedEntity>> QuarantineAsync(PlatformHost host)
    {
        var directory = host.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IQuarantineDirectory>(0);
        var all = new List<QuarantinedEntity>();
        QuarantinedEntity[] page;
        do
        {
            page = await directory.List(new QuarantineQuery { AfterGrain = all.LastOrDefault()?.Grain, AfterKey = all.LastOrDefault()?.Key, Limit = 1_000 });
            all.AddRange(page);
        }
        while (page.Length == 1_000);
        return all;
    }

    private static HttpClient Client(PlatformHost host) => new() { BaseAddress = new Uri(host.App.Urls.First()) };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    private static async Task<string> BodyAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return await response.Content.ReadAsStringAsync();
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
        {
            listener.Stop();
        }

        return ports;
    }
}
