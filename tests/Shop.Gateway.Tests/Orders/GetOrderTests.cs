using System.Net;
using System.Text.Json;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Orders;

[Collection(ClusterTests.Name)]
public sealed class GetOrderTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("...")]
    [InlineData("../users")]
    [InlineData("./")]
    [InlineData("/")]
    [InlineData("%2E")]
    [InlineData("%2e%2E")]
    [InlineData("%2F")]
    [InlineData("a%252Fb/c")]
    [InlineData("a\\..\\b")]
    [InlineData("a?b=c#d")]
    [InlineData("a;b=1")]
    [InlineData("a+b c")]
    [InlineData("~é漢😀")]
    public async Task Get_OfAnIdThatIsTaken_ReachesIt(string id)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders[id] = TestOrders.Order(id);

        using var placed = await gateway.Http.PostJsonAsync("/orders", JsonSerializer.Serialize(new { orderId = id, userId = "ada", items = Array.Empty<int>() }));
        var order = await gateway.Http.GetAsync(placed.Headers.Location).JsonAsync();

        Assert.Equal(id, order.GetProperty("orderId").GetString());
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Post_OfAnIdThatNoPathCanName_Is400(string id)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var problem = await gateway.Http.PostJsonAsync("/orders", $$"""{"orderId":"{{id}}","userId":"{{id}}","items":[{"sku":"{{id}}","quantity":1,"price":1}]}""").ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(["orderId", "userId", "items[0].sku"], problem.GetProperty("errors").NamesOf());
    }

    [Fact]
    public async Task Get_WhenTheOrderIsThere_AnswersItExactly()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders["get-1"] = TestOrders.Order("get-1");

        var order = await gateway.Http.GetAsync("/orders/get-1").JsonAsync();

        Assert.Equal(
            """{"orderId":"get-1","userId":"ada","status":"confirmed","amount":1234567890123456.7890123456,"paid":0.10,"items":[{"sku":"tea","quantity":0.5,"price":19.80}],"eventsApplied":3,"updatedAt":"2026-03-01T12:00:00.25Z"}""",
            order.GetRawText());
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("Größe €", "Gr%C3%B6%C3%9Fe%20%E2%82%AC")]
    [InlineData("a?b#c+d", "a%3Fb%23c+d")]
    [InlineData("u:1/ü", "u:1%2f%C3%BC")]
    public async Task Get_WhenTheIdIsEscaped_AsksForTheIdItself(string id, string escaped)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders[id] = TestOrders.Order(id);

        var order = await gateway.Http.GetAsync($"/orders/{escaped}").JsonAsync();

        Assert.Equal(id, order.GetProperty("orderId").GetString());
    }

    [Fact]
    public async Task Get_WhenTheOrderIsUnknown_Is404()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        await gateway.Http.GetAsync("/orders/get-none").ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("%20")]
    [InlineData("a%0Ab")]
    public async Task Get_WhenTheIdIsNone_Is400(string id)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var problem = await gateway.Http.GetAsync($"/orders/{id}").ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(["id"], problem.GetProperty("errors").NamesOf());
    }

    [Fact]
    public async Task Get_WhenTheIdIsTooLong_Is400()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        await gateway.Http.GetAsync($"/orders/{new string('x', 513)}").ProblemAsync(HttpStatusCode.BadRequest);
    }
}
