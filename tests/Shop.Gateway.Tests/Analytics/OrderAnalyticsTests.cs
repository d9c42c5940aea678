using Shop.Gateway.Tests.Hosting;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Tests.Analytics;

[Collection(ClusterTests.Name)]
public sealed class OrderAnalyticsTests(ClusterFixture cluster)
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Get_WhenShardsShareHours_SumsThemInOrder()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, shards: ["sum/0", "sum/1", "sum/2"]);
        GrainWorld.Analytics["sum/0"] = new OrderAnalytics(new OrderFigures(3, 0, 0.30m, 0), [new HourFigures(Ten, new OrderFigures(1, 0, 0.10m, 0)), new HourFigures(Ten.AddHours(2), new OrderFigures(2, 0, 0.20m, 0))]);
        GrainWorld.Analytics["sum/1"] = new OrderAnalytics(new OrderFigures(0, 1, 0, 7.5m), [new HourFigures(Ten.AddHours(-1), new OrderFigures(0, 1, 0, 0)), new HourFigures(Ten.AddHours(2), new OrderFigures(0, 0, 0, 7.5m))]);

        var figures = await gateway.Http.GetAsync("/analytics/orders").JsonAsync();

        Assert.Equal(
            """{"total":{"created":3,"cancelled":1,"revenue":0.30,"paid":7.5},"hours":[{"hour":"2026-03-01T09:00:00Z","created":0,"cancelled":1,"revenue":0,"paid":0},{"hour":"2026-03-01T10:00:00Z","created":1,"cancelled":0,"revenue":0.10,"paid":0},{"hour":"2026-03-01T12:00:00Z","created":2,"cancelled":0,"revenue":0.20,"paid":7.5}]}""",
            figures.GetRawText());
    }

    [Fact]
    public async Task Get_WhenSumsHaveMoreDigitsThanADecimal_TellsThemAll()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, shards: ["large/0", "large/1"]);
        GrainWorld.Analytics["large/0"] = new OrderAnalytics(new OrderFigures(1, 0, 1_000_000_000_000_000_000_000_000_000m, 0), []);
        GrainWorld.Analytics["large/1"] = new OrderAnalytics(new OrderFigures(1, 0, 0.01m, -0.5m), []);

        var figures = await gateway.Http.GetAsync("/analytics/orders").JsonAsync();

        Assert.Equal("""{"total":{"created":2,"cancelled":0,"revenue":1000000000000000000000000000.01,"paid":-0.5},"hours":[]}""", figures.GetRawText());
    }

    [Fact]
    public async Task Get_WhenNothingHappened_IsZero()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, shards: ["empty/0"]);

        var figures = await gateway.Http.GetAsync("/analytics/orders").JsonAsync();

        Assert.Equal("""{"total":{"created":0,"cancelled":0,"revenue":0,"paid":0},"hours":[]}""", figures.GetRawText());
    }
}
