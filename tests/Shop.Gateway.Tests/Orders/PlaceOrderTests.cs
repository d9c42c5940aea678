using System.Net;
using System.Text;
using System.Text.Json;
using Orleans.Streaming.Kafka;
using Shop.Events;
using Shop.Events.Orders;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Orders;

[Collection(ClusterTests.Name)]
public sealed class PlaceOrderTests(ClusterFixture cluster)
{
    private const string Body = """{"userId":"ada","items":[{"sku":"tea","quantity":2,"price":4.95}]}""";

    [Fact]
    public async Task Post_WhenKafkaAcknowledges_TellsWhereTheEventStands()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        using var response = await gateway.Http.PostJsonAsync("/orders", """{"orderId":"a/b é","userId":"ada","items":[],"amount":1}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/orders/a%2Fb%20%C3%A9", response.Headers.Location!.OriginalString);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(["orderId", "eventId", "topic", "partition", "offset"], body.NamesOf());
        Assert.Equal("a/b é", body.GetProperty("orderId").GetString());
        Assert.Equal("orders.created", body.GetProperty("topic").GetString());
        Assert.Equal(3, body.GetProperty("partition").GetInt32());
        Assert.Equal(41, body.GetProperty("offset").GetInt64());
        Assert.Equal(gateway.SentEvent().Id, body.GetProperty("eventId").GetString());
    }

    [Fact]
    public async Task Post_WhenAccepted_PublishesTheOrderKeyedByItsId()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var answer = await gateway.Http.PostJsonAsync("/orders", Body).JsonAsync(HttpStatusCode.Accepted);

        var sent = gateway.SentEvent();
        var order = Assert.IsType<OrderCreated>(sent.Payload);
        Assert.Equal(answer.GetProperty("orderId").GetString(), order.OrderId);
        Assert.Equal(order.OrderId, Encoding.UTF8.GetString(gateway.Producer.Sent.Single().Key!));
        Assert.Equal(("ada", 9.90m, "pending"), (order.UserId, order.Amount, order.Status));
        Assert.Equal([new OrderItem("tea", 2, 4.95m)], order.Items);
        Assert.Equal((EventTypes.OrderCreated, "1.0"), (sent.Type, sent.Version));
        Assert.Equal(gateway.Time.GetUtcNow(), sent.Timestamp);
        Assert.Equal(gateway.Time.GetUtcNow(), order.CreatedAt);
    }

    [Fact]
    public async Task Post_WhenTheCallerTellsTraceAndCorrelation_TheEventCarriesThem()
    {
        const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await using var gateway = await GatewayApp.StartAsync(cluster);

        using var response = await gateway.Http.PostJsonAsync("/orders", Body, ("traceparent", Trace), ("X-Correlation-Id", "c-1"));

        var sent = gateway.SentEvent();
        Assert.Equal(("c-1", Trace), (sent.CorrelationId, sent.TraceParent));
        Assert.Equal(["c-1"], response.Headers.GetValues("X-Correlation-Id"));
    }

    [Fact]
    public async Task Post_WhenRepeatedWithItsKey_IsAnsweredAsTheFirstWas()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        var offset = 41;
        gateway.Producer.Answer = message => Task.FromResult(new SentRecord(message.Topic, 3, offset++));

        var first = await PlaceAsync(gateway, Body, "repeat-1");
        var again = await PlaceAsync(gateway, """{ "items": [ {"price":4.95,"quantity":2,"sku":"tea"} ], "userId":"ada", "orderId":null }""", "repeat-1");
        var other = await PlaceAsync(gateway, Body, "repeat-2");

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal(2, gateway.Producer.Sent.Count);
        Assert.NotEqual(first.GetProperty("orderId").GetString(), other.GetProperty("orderId").GetString());
        Assert.NotEqual(first.GetProperty("eventId").GetString(), other.GetProperty("eventId").GetString());
        Assert.NotEqual(first.GetProperty("eventId").GetString(), first.GetProperty("orderId").GetString());
    }

    [Fact]
    public async Task Post_OfTwoCallersWithOneKey_IsTwoOrders()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var ada = await PlaceAsync(gateway, Body, "1");
        var bob = await PlaceAsync(gateway, Body.Replace("ada", "bob", StringComparison.Ordinal), "1");

        Assert.NotEqual(ada.GetProperty("orderId").GetString(), bob.GetProperty("orderId").GetString());
        Assert.NotEqual(ada.GetProperty("eventId").GetString(), bob.GetProperty("eventId").GetString());
        Assert.Equal(2, gateway.Producer.Sent.Count);
    }

    [Theory]
    [InlineData("""{"userId":"ada","items":[{"sku":"tea","quantity":3,"price":4.95}]}""")]
    [InlineData("""{"orderId":"o-1","userId":"ada","items":[{"sku":"tea","quantity":2,"price":4.95}]}""")]
    public async Task Post_OfAnotherBodyWithTheSameKey_Is422AndPublishesNothing(string other)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        var key = Guid.NewGuid().ToString();
        await PlaceAsync(gateway, Body, key);

        var problem = await gateway.Http.PostJsonAsync("/orders", other, ("Idempotency-Key", key)).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        Assert.Equal("Idempotency key used before", problem.GetProperty("title").GetString());
        Assert.Single(gateway.Producer.Sent);
    }

    [Fact]
    public async Task Post_ThatKafkaDidNotAcknowledge_IsTheSameEventWhenRepeated()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        var key = Guid.NewGuid().ToString();
        var acknowledge = gateway.Producer.Answer;
        gateway.Producer.Answer = _ => throw new KafkaStreamException("away", isTransient: true);
        await gateway.Http.PostJsonAsync("/orders", Body, ("Idempotency-Key", key)).ProblemAsync(HttpStatusCode.ServiceUnavailable);

        gateway.Producer.Answer = acknowledge;
        await PlaceAsync(gateway, Body, key);

        Assert.Equal(2, gateway.Producer.Sent.Count);
        Assert.Single(gateway.Producer.Sent.Select(message => Encoding.UTF8.GetString(message.Key!)).Distinct());
    }

    [Fact]
    public async Task Post_WhenRepeatedWithoutAKey_IsAnotherOrder()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var first = await gateway.Http.PostJsonAsync("/orders", Body).JsonAsync(HttpStatusCode.Accepted);
        var again = await gateway.Http.PostJsonAsync("/orders", Body).JsonAsync(HttpStatusCode.Accepted);

        Assert.NotEqual(first.GetProperty("orderId").GetString(), again.GetProperty("orderId").GetString());
    }

    [Fact]
    public async Task Post_WhenFieldsAreWrong_NamesThemAndPublishesNothing()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var problem = await gateway.Http.PostJsonAsync("/orders", """{"items":[{"sku":"a","quantity":"x","price":1}]}""", ("Idempotency-Key", " ")).ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(["Idempotency-Key", "userId", "items[0].quantity"], problem.GetProperty("errors").NamesOf());
        Assert.Empty(gateway.Producer.Sent);
    }

    [Fact]
    public async Task Post_WhenTheJsonIsBad_Is400()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var problem = await gateway.Http.PostJsonAsync("/orders", "{").ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Contains("JSON", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("")]
    public async Task Post_WhenTheContentTypeIsAnother_Is415(string type)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var problem = await gateway.Http.PostAsync("/orders", content).ProblemAsync(HttpStatusCode.UnsupportedMediaType);

        Assert.Contains("application/json", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_WhenTheBodyIsTooLarge_Is413(bool chunked)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, options => options.BodyBytesMax = 1_000);
        var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = new StringContent(new string(' ', 1_001), Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = chunked;

        await gateway.Http.SendAsync(request).ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    private static Task<JsonElement> PlaceAsync(GatewayApp gateway, string body, string key) =>
        gateway.Http.PostJsonAsync("/orders", body, ("Idempotency-Key", key)).JsonAsync(HttpStatusCode.Accepted);
}
