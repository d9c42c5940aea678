using System.Net;
using System.Text;
using Shop.Events.Orders;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Orders;

[Collection(ClusterTests.Name)]
public sealed class CancelOrderTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Post_WhenTheOrderIsThere_PublishesItsCancellation()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders["cancel/1"] = TestOrders.Order("cancel/1");

        using var response = await gateway.Http.PostJsonAsync("/orders/cancel%2F1/cancel", """{"reason":"late"}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/orders/cancel%2F1", response.Headers.Location!.OriginalString);
        var sent = gateway.SentEvent();
        var cancelled = Assert.IsType<OrderCancelled>(sent.Payload);
        Assert.Equal(("cancel/1", "late", gateway.Time.GetUtcNow()), (cancelled.OrderId, cancelled.Reason, cancelled.CancelledAt!.Value));
        Assert.Equal("orders.cancelled", gateway.Producer.Sent.Single().Topic);
        Assert.Equal("cancel/1", Encoding.UTF8.GetString(gateway.Producer.Sent.Single().Key!));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("application/x-www-form-urlencoded", "")]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", """{"reason":""}""")]
    public async Task Post_WhenThereIsNoReason_CancelsWithoutOne(string? type, string body)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders["cancel-2"] = TestOrders.Order("cancel-2");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        await gateway.Http.PostAsync("/orders/cancel-2/cancel", content).JsonAsync(HttpStatusCode.Accepted);

        Assert.Null(Assert.IsType<OrderCancelled>(gateway.SentEvent().Payload).Reason);
    }

    [Fact]
    public async Task Post_WhenRepeatedWithItsKey_IsTheSameEventOfThatOrder()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders["cancel-3"] = TestOrders.Order("cancel-3");
        GrainWorld.Orders["cancel-4"] = TestOrders.Order("cancel-4");

        var first = await gateway.Http.PostJsonAsync("/orders/cancel-3/cancel", "{}", ("Idempotency-Key", "k")).JsonAsync(HttpStatusCode.Accepted);
        var again = await gateway.Http.PostJsonAsync("/orders/cancel-3/cancel", "{}", ("Idempotency-Key", "k")).JsonAsync(HttpStatusCode.Accepted);
        var other = await gateway.Http.PostJsonAsync("/orders/cancel-4/cancel", "{}", ("Idempotency-Key", "k")).JsonAsync(HttpStatusCode.Accepted);

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.NotEqual(first.GetProperty("eventId").GetString(), other.GetProperty("eventId").GetString());
    }

    [Fact]
    public async Task Post_WhenRepeatedWithItsKeyOnceTheOrderIsCancelled_IsAnsweredAsTheFirstWas()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders["cancel-6"] = TestOrders.Order("cancel-6");
        var first = await gateway.Http.PostJsonAsync("/orders/cancel-6/cancel", "{}", ("Idempotency-Key", "k")).JsonAsync(HttpStatusCode.Accepted);
        GrainWorld.Orders["cancel-6"] = TestOrders.Order("cancel-6") with { Status = "cancelled" };

        var again = await gateway.Http.PostJsonAsync("/orders/cancel-6/cancel", "{}", ("Idempotency-Key", "k")).JsonAsync(HttpStatusCode.Accepted);
        await gateway.Http.PostJsonAsync("/orders/cancel-6/cancel", """{"reason":"late"}""", ("Idempotency-Key", "k")).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await gateway.Http.PostJsonAsync("/orders/cancel-6/cancel", "{}", ("Idempotency-Key", "l")).ProblemAsync(HttpStatusCode.Conflict);

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Single(gateway.Producer.Sent);
    }

    [Fact]
    public async Task Post_WhenTheOrderIsUnknown_Is404()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        await gateway.Http.PostJsonAsync("/orders/cancel-none/cancel", "{}").ProblemAsync(HttpStatusCode.NotFound);

        Assert.Empty(gateway.Producer.Sent);
    }

    [Fact]
    public async Task Post_WhenTheOrderIsCancelled_Is409()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Orders["cancel-5"] = TestOrders.Order("cancel-5") with { Status = "cancelled" };

        await gateway.Http.PostJsonAsync("/orders/cancel-5/cancel", "{}").ProblemAsync(HttpStatusCode.Conflict);

        Assert.Empty(gateway.Producer.Sent);
    }

    [Theory]
    [InlineData("/orders/%20/cancel", "{}", "id")]
    [InlineData("/orders/x/cancel", """{"reason":7}""", "reason")]
    public async Task Post_WhenSomethingIsWrong_NamesIt(string path, string body, string field)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var problem = await gateway.Http.PostJsonAsync(path, body).ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal([field], problem.GetProperty("errors").NamesOf());
    }
}
