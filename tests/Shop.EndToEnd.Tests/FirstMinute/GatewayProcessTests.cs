using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.FirstMinute;

[Trait("Needs", "RealParts")]
public sealed class GatewayProcessTests
{
    [SkippableFact]
    public async Task GatewayProcess_ServesTheClusterOfARunningSilo()
    {
        await using var broker = await RealBroker.StartAsync();
        await using var platform = new PlatformUnderTest(broker.BootstrapServers);
        await platform.StartAsync();
        await using var gateway = PlatformProcess.Launch(Programs.Gateway, Ports.Free(), platform.Folder, new Dictionary<string, string>
        {
            ["Platform__Kafka__BootstrapServers"] = broker.BootstrapServers,
            ["Platform__Cluster__GatewayPort"] = platform.ClientPort.ToString(CultureInfo.InvariantCulture),
        });
        await gateway.AwaitReadyAsync();

        using var placed = await gateway.Http.PostAsJsonAsync("/orders", new { orderId = "g1", userId = "u1", items = new[] { new { sku = "A", quantity = 2, price = 2.5m } } });

        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        var found = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await gateway.Http.GetAsync(new Uri("/orders/g1", UriKind.Relative));
                found = await answer.Content.ReadAsStringAsync();
                return answer.StatusCode == HttpStatusCode.OK && JsonNode.Parse(found)!["amount"]!.ToJsonString() == "5.0";
            },
            () => found);
        Assert.Equal(0, await gateway.InterruptAsync());
    }
}
