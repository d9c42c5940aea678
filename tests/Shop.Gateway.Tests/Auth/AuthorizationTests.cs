using System.Net;
using System.Text;
using System.Text.Json;
using Shop.Gateway.Tests.Hosting;
using Shop.Grains.Users;

namespace Shop.Gateway.Tests.Auth;

/// <summary>Who may read and write what.</summary>
[Collection(ClusterTests.Name)]
public sealed class AuthorizationTests(ClusterFixture cluster)
{
    private const string Body = """{"userId":"ada","items":[]}""";

    // Orders of ada's, and who asks for them.
    [Theory]
    [InlineData("ada", null, HttpStatusCode.OK)]
    [InlineData("bob", null, HttpStatusCode.NotFound)]
    [InlineData("bob", "users:read orders:write", HttpStatusCode.NotFound)]
    [InlineData("service", "orders:read", HttpStatusCode.OK)]
    public async Task Order_IsReadByItsUserOrByScope(string subject, string? scope, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        GrainWorld.Orders["auth-1"] = TestOrders.Order("auth-1");

        using var response = await app.SendAsync(HttpMethod.Get, "/orders/auth-1", subject, scope);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Order_OfAnotherUser_IsNotToldFromNone()
    {
        await using var app = await StartAsync();
        GrainWorld.Orders["auth-2"] = TestOrders.Order("auth-2");

        var others = await app.SendAsync(HttpMethod.Get, "/orders/auth-2", "bob").ProblemAsync(HttpStatusCode.NotFound);
        var none = await app.SendAsync(HttpMethod.Get, "/orders/auth-3", "bob").ProblemAsync(HttpStatusCode.NotFound);

        Assert.Equal(none.GetProperty("detail").GetString()!.Replace("auth-3", "auth-2", StringComparison.Ordinal), others.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/users/auth-ada", "auth-ada", null, HttpStatusCode.OK)]
    [InlineData("/users/auth-ada", "bob", null, HttpStatusCode.Forbidden)]
    [InlineData("/users/auth-ada", "bob", "orders:read", HttpStatusCode.Forbidden)]
    [InlineData("/users/auth-ada", "service", "users:read", HttpStatusCode.OK)]
    [InlineData("/users/auth-ada/orders", "auth-ada", null, HttpStatusCode.OK)]
    [InlineData("/users/auth-ada/orders", "bob", "users:read", HttpStatusCode.Forbidden)]
    [InlineData("/users/auth-ada/orders", "service", "orders:read", HttpStatusCode.OK)]
    [InlineData("/users/nobody-at-all", "bob", null, HttpStatusCode.Forbidden)]
    [InlineData("/analytics/orders", "ada", null, HttpStatusCode.Forbidden)]
    [InlineData("/analytics/orders", "service", "orders:read", HttpStatusCode.OK)]
    public async Task Users_AreReadByThemselvesOrByScope(string path, string subject, string? scope, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        GrainWorld.Users["auth-ada"] = new UserView { UserId = "auth-ada", Orders = 0, Cancelled = 0, Spent = 0, Ordered = 0 };
        GrainWorld.UserOrders["auth-ada"] = new UserOrdersPage([], null);

        using var response = await app.SendAsync(HttpMethod.Get, path, subject, scope);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("ada", null, Body, HttpStatusCode.Accepted)]
    [InlineData("bob", null, Body, HttpStatusCode.Forbidden)]
    [InlineData("bob", "orders:read admin", Body, HttpStatusCode.Forbidden)]
    [InlineData("service", "orders:write", Body, HttpStatusCode.Accepted)]
    [InlineData("ada", null, """{"orderId":"mine","userId":"ada","items":[]}""", HttpStatusCode.Forbidden)]
    [InlineData("service", "orders:write", """{"orderId":"mine","userId":"ada","items":[]}""", HttpStatusCode.Accepted)]
    public async Task Order_IsPlacedByItsUserOrByScope(string subject, string? scope, string body, HttpStatusCode status)
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(HttpMethod.Post, "/orders", subject, scope, body);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.Accepted ? 1 : 0, app.Gateway.Producer.Sent.Count);
    }

    [Theory]
    [InlineData("ada", null, HttpStatusCode.Accepted)]
    [InlineData("bob", null, HttpStatusCode.NotFound)]
    [InlineData("bob", "orders:read", HttpStatusCode.Forbidden)]
    [InlineData("service", "orders:write", HttpStatusCode.Accepted)]
    public async Task Order_IsCancelledByItsUserOrByScope(string subject, string? scope, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        GrainWorld.Orders["auth-4"] = TestOrders.Order("auth-4");

        using var response = await app.SendAsync(HttpMethod.Post, "/orders/auth-4/cancel", subject, scope, "{}");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.Accepted ? 1 : 0, app.Gateway.Producer.Sent.Count);
    }

    [Theory]
    [InlineData("/admin/quarantine", "admin", HttpStatusCode.OK)]
    [InlineData("/admin/quarantine", "orders:write metrics", HttpStatusCode.Forbidden)]
    [InlineData("/metrics", "admin", HttpStatusCode.OK)]
    [InlineData("/metrics", "metrics", HttpStatusCode.OK)]
    [InlineData("/metrics", "orders:read", HttpStatusCode.Forbidden)]
    public async Task Operations_TakeTheirScope(string path, string scope, HttpStatusCode status)
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(HttpMethod.Get, path, "someone", scope);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("admin", true)]
    [InlineData("orders:read", false)]
    public async Task Readiness_ShowsItsDetailsToOperatorsOnly(string scope, bool shown)
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(HttpMethod.Get, "/health/ready", "someone", scope);

        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("not ready", answer.GetProperty("status").GetString());
        Assert.Equal(shown, answer.GetProperty("checks").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Event_CarriesWhoActed()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(HttpMethod.Post, "/orders", "ada", body: Body);

        var actor = Assert.Single(Assert.Single(app.Gateway.Producer.Sent).Headers, header => header.Key == "actor");
        Assert.Equal("sub:ada", Encoding.UTF8.GetString(actor.Value!));
    }

    [Fact]
    public async Task IdempotencyKey_OfTwoCallersForOneUser_IsTwoOrders()
    {
        await using var app = await StartAsync();
        var key = Guid.NewGuid().ToString();

        var own = await app.SendAsync(HttpMethod.Post, "/orders", "ada", body: Body, idempotencyKey: key).JsonAsync(HttpStatusCode.Accepted);
        var service = await app.SendAsync(HttpMethod.Post, "/orders", "service", "orders:write", Body, key).JsonAsync(HttpStatusCode.Accepted);

        Assert.NotEqual(own.GetProperty("orderId").GetString(), service.GetProperty("orderId").GetString());
    }

    private Task<AuthorizedApp> StartAsync() => AuthorizedApp.StartAsync(cluster);
}
