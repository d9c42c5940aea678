using System.Net;
using System.Net.Http.Json;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Clusters;

/// <summary>Two silos and a gateway of its own, as processes in Production, that find each other by their settings alone.</summary>
internal sealed class ClusterUnderTest : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-").FullName;
    private readonly string _prefix = $"{Guid.NewGuid().ToString("N")[..8]}-";

    /// <param name="bootstrapServers">A broker.</param>
    /// <param name="settings">How silos and gateways find each other, and where states are.</param>
    public ClusterUnderTest(string bootstrapServers, params IEnumerable<(string Name, string Value)> settings)
    {
        (string, string)[] common =
        [
            ("DOTNET_ENVIRONMENT", "Production"), ("Platform__Auth__AllowAnonymous", "true"),
            ("Platform__Kafka__BootstrapServers", bootstrapServers),
            ("Platform__Kafka__Security__AllowPlaintext", "true"),
            ("Platform__Kafka__SessionTimeout", "6s"),
            ("Platform__Kafka__HeartbeatInterval", "1s"),
            ("Platform__Topics__AllowFewerReplicas", "true"),
            ("Platform__Storage__AllowPlaintext", "true"),
            ("Platform__Cluster__ClusterId", "e2e"),
            ("Platform__Cluster__AdvertisedAddress", "127.0.0.1"),
            .. settings,
        ];
        First = new PlatformUnderTest(bootstrapServers, [("Platform__Cluster__ConnectionString", ""), .. common]);
        Second = new PlatformUnderTest(bootstrapServers, [("Platform__Cluster__ConnectionString", ""), .. common]);
        foreach (var (name, value) in common)
        {
            GatewaySettings[name] = value;
        }
    }

    public PlatformUnderTest First { get; }

    public PlatformUnderTest Second { get; }

    public PlatformProcess Gateway { get => field ?? throw new InvalidOperationException("The gateway is not started."); private set; }

    /// <summary>What makes its members encrypt what they say to each other.</summary>
    public static (string Name, string Value)[] Encrypted(CertificateAuthority authority, string folder)
    {
        var (certificate, key) = authority.Issue(folder, "member");
        return [("Platform__Cluster__CertificateFile", certificate), ("Platform__Cluster__KeyFile", key), ("Platform__Cluster__CaFile", authority.WriteTo(folder))];
    }

    public string OrderId(int order) => $"{_prefix}{order}";

    private Dictionary<string, string> GatewaySettings { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts all three, the gateway first, and waits until all are ready.</summary>
    public async Task StartAsync()
    {
        Gateway = PlatformProcess.Launch(Programs.Gateway, Ports.Free(), _folder, GatewaySettings);
        Second.Launch();
        First.Launch();
        await Task.WhenAll(First.Process.AwaitReadyAsync(), Second.Process.AwaitReadyAsync(), Gateway.AwaitReadyAsync());
    }

    /// <summary>Places an order through the gateway.</summary>
    public async Task PlaceAsync(int order)
    {
        using var placed = await Gateway.Http.PostAsJsonAsync("/orders", new { orderId = OrderId(order), userId = "u1", items = new[] { new { sku = "A", quantity = 2, price = 2.5m } } });
        Assert.True(placed.StatusCode == HttpStatusCode.Accepted, $"{placed.StatusCode}: {await placed.Content.ReadAsStringAsync()}\n{Gateway.Output}");
    }

    /// <summary>Waits until all those orders are read at that address.</summary>
    public async Task AwaitOrdersAsync(HttpClient http, int count, string where, int seconds = 60)
    {
        var missing = Enumerable.Range(0, count).ToList();
        var last = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                foreach (var order in missing.ToArray())
                {
                    using var answer = await http.GetAsync(new Uri($"/orders/{OrderId(order)}", UriKind.Relative));
                    last = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                    if (answer.StatusCode == HttpStatusCode.OK && last.Contains("\"amount\":5.0", StringComparison.Ordinal))
                    {
                        missing.Remove(order);
                    }
                }

                return missing.Count == 0;
            },
            () => $"orders {string.Join(',', missing)} at {where}: {last}\n{First.Process.Output}\n{Second.Process.Output}\n{Gateway.Output}",
            seconds);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
