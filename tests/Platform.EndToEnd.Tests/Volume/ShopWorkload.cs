using System.Globalization;
using System.Text.Json.Nodes;
using Orleans.Streaming.Kafka;
using Platform.EndToEnd.Tests.Support;

namespace Platform.EndToEnd.Tests.Volume;

/// <summary>
/// Five events an order: created, two updates whose order shows in the amount, two payments. Totals are kept in cents beside
/// it. Pure.
/// </summary>
/// <remarks>Bare payloads have their ids from their positions; enveloped, each event has one of its own.</remarks>
internal sealed class ShopWorkload(int orders, int users, string prefix, bool enveloped = false)
{
    private const int Live = 500;

    private readonly long[] _spent = new long[users];
    private readonly long[] _ordered = new long[users];
    private readonly long[] _count = new long[users];

    public int Orders => orders;

    public int Users => users;

    public int Events => orders * 5;

    /// <summary>What <c>GET /orders/{id}</c> must say: status, amount, paid, eventsApplied.</summary>
    public static string ExpectedOrder(int order) =>
        $"\"{(Paid(order) >= Amount(order, 2) ? "paid" : "confirmed")}\" {Money(Amount(order, 2))} {Money(Paid(order))} 5";

    /// <summary>What <c>GET /users/{id}</c> must say: orders, cancelled, spent, ordered.</summary>
    public string ExpectedUser(int user) => $"{_count[user]} 0 {Money(_spent[user])} {Money(_ordered[user])}";

    public string OrderId(int order) => $"{prefix}o{order}";

    public string UserId(int user) => $"{prefix}u{user}";

    /// <summary>The events, those of several hundred orders interleaved, each order's own in their order.</summary>
    public IEnumerable<KafkaMessage> Messages()
    {
        for (var first = 0; first < orders; first += Live)
        {
            for (var step = 0; step < 5; step++)
            {
                for (var order = first; order < Math.Min(first + Live, orders); order++)
                {
                    yield return Message(order, step);
                }
            }
        }
    }

    private static string Money(long cents) => $"{cents / 100}.{cents % 100:D2}";

    private static long Amount(int order, int update) => 1_000 + (order % 977) + (update * 1_250L);

    // Below any amount the order ever has, or the highest: which topic is read first must not decide whether it is paid.
    private static long Paid(int order) => order % 2 == 0 ? 2 * (100L + (order % 390)) : 2 * ((Amount(order, 2) + 1) / 2);

    private KafkaMessage Message(int order, int step)
    {
        var user = order % users;
        var (orderId, userId) = (OrderId(order), UserId(user));
        switch (step)
        {
            case 0:
                _count[user]++;
                _ordered[user] += Amount(order, 0);
                _spent[user] += Paid(order);
                return Record("orders.created", order, step, "order.created", $$"""{"orderId":"{{orderId}}","userId":"{{userId}}","amount":{{Money(Amount(order, 0))}},"items":[{"sku":"sku-{{order % 50}}","quantity":1,"price":{{Money(Amount(order, 0))}}}],"status":"pending","createdAt":"2026-03-01T10:00:00Z"}""");
            case 1 or 2:
                return Record("orders.updated", order, step, "order.updated", $$"""{"orderId":"{{orderId}}","status":"confirmed","amount":{{Money(Amount(order, step))}}}""");
            default:
                return Record("payments.processed", order, step, "payment.processed", $$"""{"paymentId":"{{orderId}}-{{step.ToString(CultureInfo.InvariantCulture)}}","orderId":"{{orderId}}","amount":"{{Money(Paid(order) / 2)}}"}""");
        }
    }

    private KafkaMessage Record(string topic, int order, int step, string type, string payload) => enveloped
        ? Publisher.Envelope(topic, OrderId(order), type, JsonNode.Parse(payload)!, $"{OrderId(order)}-{step.ToString(CultureInfo.InvariantCulture)}")
        : Publisher.Bare(topic, OrderId(order), type, payload);
}
