using System.Net;
using Shop.Gateway.Tests.Hosting;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Tests.Analytics;

[Collection(ClusterTests.Name)]
public sealed class OrderAnalyticsTests(ClusterFixture cluster)
{
    private static readonly DateTimeOffset Ten = new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Get_WhenShardsShareHours_SumsThemInOrder()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Analytics["2026-01-31/0"] = [new HourFigures(Ten, new OrderFigures(1, 0, 0.10m, 0)), new HourFigures(Ten.AddHours(2), new OrderFigures(2, 0, 0.20m, 0))];
        GrainWorld.Analytics["2026-01-31/63"] = [new HourFigures(Ten.AddHours(-1), new OrderFigures(0, 1, 0, 0)), new HourFigures(Ten.AddHours(2), new OrderFigures(0, 0, 0, 7.5m))];
        GrainWorld.Analytics["2026-02-01/5"] = [new HourFigures(Ten.AddDays(1), new OrderFigures(1, 0, 1_000_000_000_000_000_000_000_000_000m, 0))];

        var figures = await gateway.Http.GetAsync("/analytics/orders?from=2026-01-31&to=2026-02-02").JsonAsync();
        var day = await gateway.Http.GetAsync("/analytics/orders?from=2026-02-01&to=2026-02-01").JsonAsync();

        Assert.Equal(
            """{"from":"2026-01-31","to":"2026-02-02","total":{"created":4,"cancelled":1,"revenue":1000000000000000000000000000.30,"paid":7.5},"hours":[{"hour":"2026-01-31T09:00:00Z","created":0,"cancelled":1,"revenue":0,"paid":0},{"hour":"2026-01-31T10:00:00Z","created":1,"cancelled":0,"revenue":0.10,"paid":0},{"hour":"2026-01-31T12:00:00Z","created":2,"cancelled":0,"revenue":0.20,"paid":7.5},{"hour":"2026-02-01T10:00:00Z","created":1,"cancelled":0,"revenue":1000000000000000000000000000,"paid":0}]}""",
            figures.GetRawText());
        Assert.Equal(1, day.GetProperty("total").GetProperty("created").GetInt32());
    }

    // It is 2026-03-01.
    [Theory]
    [InlineData("", "2026-02-23", "2026-03-01")]
    [InlineData("?from=2025-01-01", "2025-01-01", "2025-01-07")]
    [InlineData("?to=2025-01-01", "2024-12-26", "2025-01-01")]
    [InlineData("?from=0001-01-01&to=0001-01-01", "0001-01-01", "0001-01-01")]
    [InlineData("?from=9999-12-31", "9999-12-31", "9999-12-31")]
    public async Task Get_WithoutARange_IsOfAWeek(string query, string from, string to)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var figures = await gateway.Http.GetAsync("/analytics/orders" + query).JsonAsync();

        Assert.Equal(
            $$"""{"from":"{{from}}","to":"{{to}}","total":{"created":0,"cancelled":0,"revenue":0,"paid":0},"hours":[]}""", figures.GetRawText());
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?to=2026-02-30", "to")]
    [InlineData("?from=2026-01-01&to=2026-02-01", "to")]
    [InlineData("?from=2026-01-02&to=2026-01-01", "to")]
    public async Task Get_WithARangeThatIsNone_NamesTheField(string query, string field)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var response = await gateway.Http.GetAsync("/analytics/orders" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"{field}\":[\"must be", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
