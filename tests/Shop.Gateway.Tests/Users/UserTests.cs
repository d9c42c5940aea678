using System.Net;
using Shop.Gateway.Tests.Hosting;
using Shop.Grains.Users;

namespace Shop.Gateway.Tests.Users;

[Collection(ClusterTests.Name)]
public sealed class UserTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Get_WhenOnlyOrdersNamedTheUser_TellsTheUnknownAsNull()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Users["user-1"] = new UserView { UserId = "user-1", Orders = 2, Cancelled = 1, Spent = 10.50m, Ordered = 12.00m };

        var user = await gateway.Http.GetAsync("/users/user-1").JsonAsync();

        Assert.Equal("""{"userId":"user-1","email":null,"name":null,"orders":2,"cancelled":1,"spent":10.50,"ordered":12.00}""", user.GetRawText());
    }

    [Fact]
    public async Task Get_WhenTheUserIsUnknown_Is404()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        await gateway.Http.GetAsync("/users/user-none").ProblemAsync(HttpStatusCode.NotFound);
        await gateway.Http.GetAsync("/users/user-none/orders").ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task GetOrders_WhenOrdersExist_TellsWhatTheyThemselvesSay()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders["user-2-a"] = TestOrders.Order("user-2-a") with { Status = "shipped", Amount = 5, Paid = 5 };
        GrainWorld.UserOrders["user-2"] = new UserOrdersPage([new UserOrder("user-2-a", "pending", 4, 0), new UserOrder("user-2-b", "paid", 2.20m, 2.20m)], "at-3");

        var page = await gateway.Http.GetAsync("/users/user-2/orders?limit=2&after=at-1").JsonAsync();

        Assert.Equal(
            """{"orders":[{"orderId":"user-2-a","status":"shipped","amount":5,"paid":5},{"orderId":"user-2-b","status":"paid","amount":2.20,"paid":2.20}],"next":"at-3"}""",
            page.GetRawText());
        Assert.Equal((2, "at-1"), GrainWorld.AskedPages["user-2"]);
    }

    [Fact]
    public async Task GetOrders_WhenThereAreMany_KeepsTheirOrder()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, options => options.ConcurrentReadsMax = 7);
        var ids = Enumerable.Range(0, 300).Select(i => $"user-3-{i}").ToArray();
        GrainWorld.UserOrders["user-3"] = new UserOrdersPage([.. ids.Select(id => new UserOrder(id, "pending", 1, 0))], null);

        var page = await gateway.Http.GetAsync("/users/user-3/orders").JsonAsync();

        Assert.Equal(ids, page.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("orderId").GetString()));
        Assert.Equal((100, null), GrainWorld.AskedPages["user-3"]);
    }

    [Fact]
    public async Task GetOrders_WhenThePageCannotBeContinued_Is410()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.UserOrders["user-5"] = new UserOrdersPage([], null) { IsGone = true };

        await gateway.Http.GetAsync("/users/user-5/orders?after=at-1").ProblemAsync(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task GetOrders_AfterAnOrderId_Is400()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var problem = await gateway.Http.GetAsync("/users/user-6/orders?after=o-1").ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(["after"], problem.GetProperty("errors").NamesOf());
    }

    [Fact]
    public async Task GetOrders_WhenTheLimitIsWrong_Is400()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var problem = await gateway.Http.GetAsync("/users/user-4/orders?limit=1001").ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(["limit"], problem.GetProperty("errors").NamesOf());
    }
}
