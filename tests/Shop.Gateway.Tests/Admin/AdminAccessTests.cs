using System.Net;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Admin;

[Collection(ClusterTests.Name)]
public sealed class AdminAccessTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("GET", "/admin/quarantine")]
    [InlineData("GET", "/admin/quarantine/order/1")]
    [InlineData("POST", "/admin/quarantine/order/1/redrive")]
    [InlineData("POST", "/admin/redrive")]
    [InlineData("GET", "/admin/redrive?errorType=x")]
    [InlineData("GET", "/admin/dead-letters?topic=orders.created")]
    [InlineData("POST", "/admin/dead-letters/orders.created/0/0/reinject")]
    [InlineData("POST", "/admin/partitions/orders/orders.created/0/resume")]
    public async Task AdminRoutes_OutsideDevelopmentAndNotOpened_AreNotThere(string method, string path)
    {
        await using var app = await GatewayApp.StartAsync(cluster);

        await app.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)).ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Production", "true", HttpStatusCode.OK)]
    [InlineData("Development", null, HttpStatusCode.OK)]
    [InlineData("Development", "false", HttpStatusCode.NotFound)]
    [InlineData("Production", null, HttpStatusCode.NotFound)]
    public async Task AdminRoutes_ByEnvironmentAndSetting_AreOpenOrNot(string environment, string? enabled, HttpStatusCode expected)
    {
        await using var app = await AdminApp.StartAsync(cluster, environment, enabled);

        using var answer = await app.Http.GetAsync("/admin/quarantine?errorType=nobody");

        Assert.Equal(expected, answer.StatusCode);
    }
}
