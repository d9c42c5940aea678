namespace Shop.Gateway.Tests.Hosting;

[Collection(ClusterTests.Name)]
public sealed class OpenApiTests(ClusterFixture cluster)
{
    [Fact]
    public async Task OpenApi_WhenAsked_DescribesEveryRoute()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var document = await gateway.Http.GetAsync("/openapi/v1.json").JsonAsync();

        var paths = document.GetProperty("paths");
        Assert.Equal(
            ["/orders", "/orders/{id}/cancel", "/orders/{id}", "/users/{id}", "/users/{id}/orders", "/analytics/orders"],
            paths.NamesOf());
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.True(operation.Value.GetProperty("responses").TryGetProperty("503", out _), operation.Value.GetRawText());
        }
    }

    [Fact]
    public async Task OpenApi_WhenMoneyIsDescribed_IsNumberOrStringInAndNumberOut()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var document = await gateway.Http.GetAsync("/openapi/v1.json").JsonAsync();

        var asked = document.GetProperty("paths").GetProperty("/orders").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        var amount = asked.GetProperty("schema").GetProperty("properties").GetProperty("amount").GetProperty("type");
        Assert.Equal(["number", "string"], amount.EnumerateArray().Select(type => type.GetString()).Order());
        Assert.True(asked.TryGetProperty("example", out _));
        Assert.Equal("number", TypeOf("OrderResponse", "amount"));
        Assert.Equal("number", TypeOf("MoneySum", null));

        string? TypeOf(string schema, string? property)
        {
            var found = document.GetProperty("components").GetProperty("schemas").GetProperty(schema);
            return (property is null ? found : found.GetProperty("properties").GetProperty(property)).GetProperty("type").GetString();
        }
    }
}
