using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Behaviour;

/// <summary>What the platform does with events and requests, on whichever broker. One silo runs for all of them.</summary>
public abstract class PlatformBehaviour
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..8];

    private protected abstract RunningPlatform Running { get; }

    private string Order => $"o-{_id}";

    private string User => $"u-{_id}";

    [SkippableFact]
    public async Task Order_FromEnvelopesBarePayloadsAndThreeKeyStrategies_IsOneGrain()
    {
        var publisher = Running.Publisher;

        // By order id, as an envelope; by user id and by user:order, as bare payloads typed by headers.
        await publisher.SendAsync(Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 30.10m, items = new[] { new { sku = "A", quantity = 2, price = 15.05m } }, status = "pending", createdAt = "2026-03-01T10:00:00Z" }));
        await publisher.SendAsync(Publisher.Bare("orders.updated", User, "order.updated", $$"""{"orderId":"{{Order}}","status":"confirmed","amount":"40.20","updatedAt":"2026-03-01T10:01:00Z"}"""));
        await publisher.SendAsync(Publisher.Bare("payments.processed", $"{User}:{Order}", "payment.processed", $$"""{"paymentId":"p1","orderId":"{{Order}}","amount":10.20,"processedAt":"2026-03-01T10:02:00Z"}"""));
        await Running.AwaitOrderAsync(Order, "\"confirmed\" 40.20 10.20 3");
        await publisher.SendAsync(Publisher.Bare("payments.processed", Order, "payment.processed", $$"""{"paymentId":"p2","orderId":"{{Order}}","amount":30.00}"""));

        await Running.AwaitOrderAsync(Order, "\"paid\" 40.20 40.20 4");
        var order = (await Running.Platform.GetAsync($"/orders/{Order}"))!;
        Assert.Equal(User, (string?)order["userId"]);
        Assert.Equal("A", (string?)order["items"]![0]!["sku"]);
        await Eventually.EqualAsync("1 0 40.20 30.10", () => Running.Platform.FieldsAsync($"/users/{User}", "orders", "cancelled", "spent", "ordered"));
        await Eventually.EqualAsync(
            $$"""[{"orderId":"{{Order}}","status":"paid","amount":40.20,"paid":40.20}]""",
            () => Running.Platform.FieldsAsync($"/users/{User}/orders", "orders"));
    }

    [SkippableFact]
    public async Task Order_WhenUpdatesAndPaymentsComeBeforeItsCreation_AppliesThemAfterIt()
    {
        await Running.Publisher.SendAsync(Publisher.Envelope("payments.processed", Order, "payment.processed", new { paymentId = "p", orderId = Order, amount = 5m }));
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.updated", Order, "order.updated", new { orderId = Order, status = "shipped" }));
        await Running.AwaitGroupAtEndAsync("order-processor", "payments.processed", "orders.updated");
        Assert.Null(await Running.Platform.GetAsync($"/orders/{Order}"));

        await Running.Publisher.SendAsync(Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 5m, status = "pending" }));

        await Running.AwaitOrderAsync(Order, "\"shipped\" 5 5 3");
    }

    [SkippableFact]
    public async Task Event_WhenItsIdComesAgainAtANewOffset_IsAppliedOnce()
    {
        var created = Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 10m }, eventId: $"e-{_id}");
        var paid = Publisher.Envelope("payments.processed", Order, "payment.processed", new { paymentId = "p", orderId = Order, amount = 4m }, eventId: $"p-{_id}");

        await Running.Publisher.SendAsync(created, paid, created, paid, paid);
        await Running.Publisher.SendAsync(Publisher.Envelope("payments.processed", Order, "payment.processed", new { paymentId = "q", orderId = Order, amount = 1m }));

        await Running.AwaitOrderAsync(Order, "\"pending\" 10 5 3");
        await Eventually.EqualAsync("1 0 5 10", () => Running.Platform.FieldsAsync($"/users/{User}", "orders", "cancelled", "spent", "ordered"));
    }

    [SkippableFact]
    public async Task Order_WhenCancelled_IsFinal_ButLaterPaymentsStillAddUp()
    {
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 10m }));
        await Running.AwaitOrderAsync(Order, "\"pending\" 10 0 1");
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.cancelled", Order, "order.cancelled", new { orderId = Order, reason = "changed my mind" }));
        await Running.AwaitOrderAsync(Order, "\"cancelled\" 10 0 2");

        await Running.Publisher.SendAsync(Publisher.Envelope("orders.updated", Order, "order.updated", new { orderId = Order, status = "shipped", amount = 99m }));
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.cancelled", Order, "order.cancelled", new { orderId = Order }));
        await Running.Publisher.SendAsync(Publisher.Envelope("payments.processed", Order, "payment.processed", new { paymentId = "late", orderId = Order, amount = 10m }));

        await Running.AwaitOrderAsync(Order, "\"cancelled\" 10 10 3");
        await Running.AwaitGroupAtEndAsync("order-processor", "orders.updated", "orders.cancelled", "payments.processed");
        await Running.AwaitOrderAsync(Order, "\"cancelled\" 10 10 3");
        await Eventually.EqualAsync("1 1 10 10", () => Running.Platform.FieldsAsync($"/users/{User}", "orders", "cancelled", "spent", "ordered"));
    }

    [SkippableFact]
    public async Task Outputs_AreEnvelopesWithHeadersIdsAndTheCausesCorrelation_OneEachForCreationPaymentAndCancellation()
    {
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 10m }));
        await Running.AwaitOrderAsync(Order, "\"pending\" 10 0 1");
        await Running.Publisher.SendAsync(Publisher.Envelope("payments.processed", Order, "payment.processed", new { paymentId = "p", orderId = Order, amount = 3.50m }));
        await Running.AwaitOrderAsync(Order, "\"pending\" 10 3.50 2");
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.cancelled", Order, "order.cancelled", new { orderId = Order }));
        await Eventually.EqualAsync("1 1 3.50 10", () => Running.Platform.FieldsAsync($"/users/{User}", "orders", "cancelled", "spent", "ordered"));

        var activity = OfUser("users.order-activity");
        // Acknowledged on its own: the user may have the activity first.
        await Eventually.EqualAsync(3, () => Task.FromResult(OfUser("notifications").Count));
        var notifications = OfUser("notifications");

        var events = activity.ConvertAll(r => JsonNode.Parse(r.Message.Value!)!);
        Assert.Equal(["created", "paid", "cancelled"], events.Select(e => (string?)e["payload"]!["what"]));
        Assert.Equal(["10", "3.50", "10"], events.Select(e => e["payload"]!["amount"]!.ToJsonString()));
        Assert.All(events, e => Assert.Equal(Order, (string?)e["payload"]!["orderId"]));
        Assert.All(events, e => Assert.Equal($"c-{Order}", (string?)e["correlationId"]));
        Assert.Equal(3, events.Select(e => (string?)e["eventId"]).Distinct().Count());
        Assert.All(activity, r => Assert.Equal("user.order-activity", TopicReader.Header(r, "event-type")));
        Assert.All(activity, r => Assert.Equal("1.0", TopicReader.Header(r, "event-version")));
        Assert.All(activity, r => Assert.Equal($"c-{Order}", TopicReader.Header(r, "correlation-id")));
        Assert.Equal(
            ["order-created", "order-paid", "order-cancelled"],
            notifications.Select(r => (string?)JsonNode.Parse(r.Message.Value!)!["payload"]!["kind"]));
    }

    private List<Confluent.Kafka.ConsumeResult<byte[]?, byte[]?>> OfUser(string topic) =>
        TopicReader.ReadAll(Running.BootstrapServers, topic).FindAll(r => Encoding.UTF8.GetString(r.Message.Key!) == User);

    [SkippableFact]
    public async Task Ids_MayBeNumbers_AndMoneyStaysExact()
    {
        var number = Random.Shared.NextInt64(1_000_000_000, 9_000_000_000);
        await Running.Publisher.SendAsync(Publisher.Bare("orders.created", $"{number}", "order.created", $$"""{"orderId":{{number}},"userId":{{number + 1}},"amount":123456789012345678.0123456789,"items":[{"productId":7,"quantity":1,"price":0.10}]}"""));

        await Running.AwaitOrderAsync($"{number}", "\"pending\" 123456789012345678.0123456789 0 1");
        var order = (await Running.Platform.GetAsync($"/orders/{number}"))!;
        Assert.Equal($"{number + 1}", (string?)order["userId"]);
        Assert.Equal("7", (string?)order["items"]![0]!["sku"]);
        Assert.Equal("0.10", order["items"]![0]!["price"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Records_ThatAreNoEvents_BecomeDeadLettersWithTheirReason_AndTheirPartitionsGoOn()
    {
        // All in the partition of one key, with a good one behind them.
        var key = Order;
        await Running.Publisher.SendAsync(
            Publisher.Bare("orders.created", key, "order.created", "{broken"),
            Publisher.Bare("orders.created", key, "order.created", "[1]"),
            Publisher.Bare("orders.created", key, null, $$"""{"orderId":"{{key}}-bad"}"""),
            Publisher.Bare("orders.created", key, "order.exploded", $$"""{"orderId":"{{key}}-bad"}"""),
            Publisher.Bare("orders.created", key, "order.updated", $$"""{"orderId":"{{key}}-bad"}"""),
            Publisher.Envelope("orders.created", key, "order.created", new { orderId = $"{key}-bad", userId = User, amount = 1m }, version: "2.0"),
            Publisher.Bare("orders.created", key, "order.created", $$"""{"orderId":"  ","userId":"{{User}}","amount":1}"""),
            Publisher.Bare("orders.created", key, "order.created", $$"""{"orderId":"{{key}}-bad","userId":"{{User}}","amount":"ten"}"""),
            new Orleans.Streaming.Kafka.KafkaMessage { Topic = "orders.created", Key = Encoding.UTF8.GetBytes(key), Value = null },
            Publisher.Envelope("orders.created", key, "order.created", new { orderId = key, userId = User, amount = 1m, unknownField = true }, version: "1.7"));

        await Running.AwaitOrderAsync(key, "\"pending\" 1 0 1");
        var deadLetters = new List<Confluent.Kafka.ConsumeResult<byte[]?, byte[]?>>();
        await Eventually.EqualAsync(9, () =>
        {
            deadLetters = [.. TopicReader.ReadAll(Running.BootstrapServers, "orders.created.dlq")
                .Where(r => Encoding.UTF8.GetString(r.Message.Key!) == key && TopicReader.Header(r, "dlq-group") == "order-processor")];
            return Task.FromResult(deadLetters.Count);
        });
        Assert.All(deadLetters, r => Assert.NotEmpty(TopicReader.Header(r, "dlq-error")));
        Assert.Single(deadLetters.Select(r => r.Partition.Value).Distinct());
        Assert.Equal(deadLetters[0].Partition.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), TopicReader.Header(deadLetters[0], "dlq-partition"));
        Assert.Equal("{broken", Encoding.UTF8.GetString(deadLetters.OrderBy(r => long.Parse(TopicReader.Header(r, "dlq-offset"), System.Globalization.CultureInfo.InvariantCulture)).First().Message.Value!));
    }

    [SkippableFact]
    public async Task Order_OfVersion2_ComesToItsItemsLessTheDiscount()
    {
        await Running.Publisher.SendAsync(
            Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, items = new[] { new { sku = "tea", quantity = 2, unitPrice = 4.50m } }, discount = 1.00m }, version: "2.0"),
            Publisher.Envelope("payments.processed", Order, "payment.processed", new { paymentId = "p", orderId = Order, amount = 8.00m }));

        await Running.AwaitOrderAsync(Order, "\"paid\" 8.00 8.00 2");
    }

    [SkippableFact]
    public async Task Gateway_PlacesAnOrderThatCanBeReadPaidAndCancelled()
    {
        using var placed = await Running.Platform.Http.PostAsJsonAsync("/orders", new { userId = User, items = new[] { new { sku = "A", quantity = 3, price = 1.10m }, new { sku = "B", quantity = 1, price = 0.70m } } });
        var body = JsonNode.Parse(await placed.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        var order = (string)body["orderId"]!;
        Assert.Equal($"/orders/{order}", placed.Headers.Location!.OriginalString);
        Assert.Equal("orders.created", (string?)body["topic"]);
        Assert.InRange((int)body["partition"]!, 0, 11);
        Assert.True((long)body["offset"]! >= 0);

        await Running.AwaitOrderAsync(order, "\"pending\" 4.00 0 1");
        using var cancelled = await Running.Platform.Http.PostAsJsonAsync($"/orders/{order}/cancel", new { reason = "test" });
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        await Running.AwaitOrderAsync(order, "\"cancelled\" 4.00 0 2");
        using var again = await Running.Platform.Http.PostAsync(new Uri($"/orders/{order}/cancel", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var unknown = await Running.Platform.Http.PostAsync(new Uri($"/orders/none-{_id}/cancel", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("application/problem+json", unknown.Content.Headers.ContentType?.MediaType);
    }

    [SkippableFact]
    public async Task Gateway_WithAnIdempotencyKey_MakesARepeatTheSameOrder()
    {
        async Task<JsonNode> PlaceAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(new { userId = User, amount = 12.5m, items = Array.Empty<object>() }) };
            request.Headers.Add("Idempotency-Key", $"key-{_id}");
            using var answer = await Running.Platform.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        }

        var first = await PlaceAsync();
        var second = await PlaceAsync();

        Assert.Equal((string?)first["orderId"], (string?)second["orderId"]);
        Assert.Equal((string?)first["eventId"], (string?)second["eventId"]);
        await Running.AwaitGroupAtEndAsync("order-processor", "orders.created");
        await Running.AwaitOrderAsync((string)first["orderId"]!, "\"pending\" 12.5 0 1");
        await Running.AwaitGroupAtEndAsync("user-processor", "users.order-activity");
        Assert.Equal("1 12.5", await Running.Platform.FieldsAsync($"/users/{User}", "orders", "ordered"));
    }

    [SkippableFact]
    public async Task Users_HaveTheirProfileFromEvents_AndExistFromAnyEventThatNamesThem()
    {
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 2m }));
        await Eventually.EqualAsync("null null 1", () => Running.Platform.FieldsAsync($"/users/{User}", "email", "name", "orders"));

        await Running.Publisher.SendAsync(Publisher.Envelope("users.registered", User, "user.registered", new { userId = User, email = "a@example.org", name = "Ada" }));
        await Eventually.EqualAsync("\"a@example.org\" \"Ada\"", () => Running.Platform.FieldsAsync($"/users/{User}", "email", "name"));
        await Running.Publisher.SendAsync(Publisher.Envelope("users.updated", User, "user.updated", new { userId = User, email = "b@example.org" }));

        await Eventually.EqualAsync("\"b@example.org\" \"Ada\" 1", () => Running.Platform.FieldsAsync($"/users/{User}", "email", "name", "orders"));
    }

    [SkippableFact]
    public async Task Analytics_CountEveryEventOncePerHourOfItsOwnTime()
    {
        // An hour of its own, so that what other tests publish is elsewhere.
        var hour = new DateTimeOffset(1970 + Random.Shared.Next(0, 50), 1, 1, Random.Shared.Next(24), 0, 0, TimeSpan.Zero).AddDays(Random.Shared.Next(365));
        var within = hour.AddMinutes(59).ToString("O");
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 10.25m }, timestamp: within));
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.created", Order + "x", "order.created", new { orderId = Order + "x", userId = User, amount = 0.75m }, timestamp: within));
        await Running.Publisher.SendAsync(Publisher.Envelope("payments.processed", Order, "payment.processed", new { paymentId = "p", orderId = Order, amount = 3m }, timestamp: within));
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.cancelled", Order, "order.cancelled", new { orderId = Order }, timestamp: within));

        // What an order has counted it does not count again, whatever its id, its offset and its time.
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 10.25m }, timestamp: within));
        await Running.Publisher.SendAsync(Publisher.Envelope("payments.processed", Order + "x", "payment.processed", new { paymentId = "q", orderId = Order + "x", amount = 1m }, timestamp: within));

        await Eventually.EqualAsync("2 1 11.00 4", async () =>
        {
            var analytics = (await Running.Platform.GetAsync($"/analytics/orders?from={hour:yyyy-MM-dd}&to={hour:yyyy-MM-dd}"))!;
            var figures = analytics["hours"]!.AsArray().SingleOrDefault(h => DateTimeOffset.Parse((string)h!["hour"]!, System.Globalization.CultureInfo.InvariantCulture) == hour);
            return figures is null ? "no such hour" : $"{figures["created"]} {figures["cancelled"]} {figures["revenue"]} {figures["paid"]}";
        });
    }

    [SkippableFact]
    public async Task Metrics_HaveThePromisedNamesAndLabels()
    {
        await Running.Publisher.SendAsync(Publisher.Envelope("orders.created", Order, "order.created", new { orderId = Order, userId = User, amount = 2m }));
        await Running.AwaitOrderAsync(Order, "\"pending\" 2 0 1");

        // The order shows as soon as it is stored; its outputs, and the end of its record, come after.
        var metrics = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                metrics = await Running.Platform.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
                return metrics.Contains("kafka_messages_produced_total{topic=\"users.order-activity\"}", StringComparison.Ordinal)
                    && metrics.Contains("kafka_message_processing_duration_seconds_bucket{topic=\"orders.created\"", StringComparison.Ordinal);
            },
            () => metrics);

        Assert.Contains("kafka_messages_consumed_total{topic=\"orders.created\",consumer_group=\"order-processor\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("kafka_messages_produced_total{topic=\"users.order-activity\"}", metrics, StringComparison.Ordinal);
        foreach (var bucket in (string[])["0.1", "0.5", "1", "2", "5"])
        {
            Assert.Contains($"kafka_message_processing_duration_seconds_bucket{{topic=\"orders.created\",le=\"{bucket}\"}}", metrics, StringComparison.Ordinal);
        }

        Assert.Contains("kafka_consumer_lag{", metrics, StringComparison.Ordinal);
        Assert.Contains("kafka_committed_offset{", metrics, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("/orders/none", HttpStatusCode.NotFound)]
    [InlineData("/users/none", HttpStatusCode.NotFound)]
    [InlineData("/users/none/orders", HttpStatusCode.NotFound)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/analytics/orders", HttpStatusCode.OK)]
    [InlineData("/dashboard", HttpStatusCode.OK)]
    public async Task Routes_Answer(string path, HttpStatusCode expected)
    {
        using var answer = await Running.Platform.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.NotFound)
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }
}
