using System.Net;
using System.Net.Sockets;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Auth;

/// <summary>Operators' routes at an address of their own.</summary>
[Collection(ClusterTests.Name)]
public sealed class ManagementAddressTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("/metrics", HttpStatusCode.NotFound, HttpStatusCode.OK)]
    [InlineData("/admin/quarantine", HttpStatusCode.NotFound, HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData("/users/management", HttpStatusCode.OK, HttpStatusCode.NotFound)]
    public async Task Route_IsAtItsOwnAddressOnly(string path, HttpStatusCode atApi, HttpStatusCode atManagement)
    {
        var management = new Uri($"http://127.0.0.1:{FreePort()}");
        await using var app = await AuthorizedApp.StartAsync(cluster, $"--Platform:Management:Url={management}");
        GrainWorld.Users["management"] = new Shop.Grains.Users.UserView { UserId = "management", Orders = 0, Cancelled = 0, Spent = 0, Ordered = 0 };
        using var operators = new HttpClient { BaseAddress = management };

        using var api = await app.SendAsync(HttpMethod.Get, path, "management", "admin metrics");
        using var own = await operators.GetAsync(path);

        Assert.Equal((atApi, atManagement), (api.StatusCode, own.StatusCode));
    }

    [Fact]
    public async Task Readiness_ShowsItsDetailsAtTheOperatorsAddress()
    {
        var management = new Uri($"http://127.0.0.1:{FreePort()}");
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: [$"--Platform:Management:Url={management}"]);
        using var operators = new HttpClient { BaseAddress = management };

        var open = await gateway.Http.GetAsync("/health/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        var own = await operators.GetAsync("/health/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal(0, open.GetProperty("checks").GetArrayLength());
        Assert.Equal(2, own.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task Route_WhenTheRequestNamesTheOtherAddressAsItsHost_StaysClosed()
    {
        var management = new Uri($"http://127.0.0.1:{FreePort()}");
        await using var app = await AuthorizedApp.StartAsync(cluster, $"--Platform:Management:Url={management}");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/quarantine") { Headers = { Host = management.Authority } };

        using var response = await app.Gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
