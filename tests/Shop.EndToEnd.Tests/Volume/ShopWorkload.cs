using System.Globalization;
using System.Text.Json.Nodes;
using Orleans.Streaming.Kafka;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Volume;

/// <summary>
/// Five events an order: created, two updates whose order shows in the amount, two payments whose order shows in theirs. Beside
/// them orders that are created and cancelled. Totals are kept in cents beside it. Pure.
/// </summary>
/// <remarks>
/// Bare payloads have their ids from their positions; enveloped, each event has one of its own, <c>order-step</c>, and an hour
/// of its order's.
/// </remarks>
internal sealed class ShopWorkload(int orders, int users, string prefix, bool enveloped = false, int cancelled = 0)
{
    /// <summary>How many hours the enveloped events lie in.</summary>
    public const int Hours = 24;

    private const int Live = 500;

    private readonly long[] _spent = new long[users];
    private readonly long[] _ordered = new long[users];
    private readonly long[] _count = new long[users];
    private readonly long[] _cancelled = new long[users];

    public int Orders => orders;

    public int Users => users;

    /// <summary>How many orders are cancelled, beside the others.</summary>
    public int Cancelled => cancelled;

    public int Events => (orders * 5) + (cancelled * 2);

    /// <summary>Orders whose event of the named step has an id that ends in <c>-bad</c>: what fails where a build has a defect. Null for none.</summary>
    public Func<int, int?> BadStep { get; init; } = static _ => null;

    /// <summary>What <c>GET /orders/{id}</c> must say: status, amount, paid, eventsApplied.</summary>
    public static string ExpectedOrder(int order) =>
        $"\"{(Paid(order) >= Amount(order, 2) ? "paid" : "confirmed")}\" {Money(Amount(order, 2))} {Money(Paid(order))} 5";

    /// <summary>As <see cref="ExpectedOrder"/>, of an order that was cancelled.</summary>
    public static string ExpectedCancelledOrder(int order) => $"\"cancelled\" {Money(Amount(order, 0))} 0 2";

    /// <summary>What the payments of an order are, in their order, as they are written.</summary>
    public static string[] PaymentsOf(int order) => [Money(Payment(order, 3)), Money(Payment(order, 4))];

    /// <summary>The order's amount in the end, in cents.</summary>
    public static long FinalAmount(int order) => Amount(order, 2);

    /// <summary>The sum of the order's payments, in cents.</summary>
    public static long Paid(int order) => Payment(order, 3) + Payment(order, 4);

    /// <summary>Cents as they are written.</summary>
    public static string Money(long cents) => $"{cents / 100}.{cents % 100:D2}";

    /// <summary>What <c>GET /users/{id}</c> must say: orders, cancelled, spent, ordered.</summary>
    /// <param name="user">The user.</param>
    /// <param name="morePaid">What was paid beside the workload, in cents.</param>
    /// <param name="moreCancelled">How many orders were cancelled beside the workload.</param>
    public string ExpectedUser(int user, long morePaid = 0, int moreCancelled = 0) =>
        $"{_count[user]} {_cancelled[user] + moreCancelled} {Money(_spent[user] + morePaid)} {Money(_ordered[user])}";

    /// <summary>What analytics must say of all, or of one hour: created, cancelled, revenue, paid.</summary>
    /// <param name="hour">The hour, 0–23; null for all.</param>
    public string ExpectedFigures(int? hour = null)
    {
        var whole = Enumerable.Range(0, orders).Where(order => hour is null || HourOf(order) == hour).ToList();
        var ended = Enumerable.Range(0, cancelled).Where(order => hour is null || HourOf(order) == hour).ToList();
        var revenue = whole.Sum(order => Amount(order, 0)) + ended.Sum(order => Amount(order, 0));
        return $"{whole.Count + ended.Count} {ended.Count} {Money(revenue)} {Money(whole.Sum(Paid))}";
    }

    public string OrderId(int order) => $"{prefix}o{order}";

    /// <summary>The id of an order that is cancelled.</summary>
    public string CancelledOrderId(int order) => $"{prefix}x{order}";

    public string UserId(int user) => $"{prefix}u{user}";

    /// <summary>Whether an order is one of this workload's.</summary>
    public bool IsMine(string orderId) => orderId.StartsWith(prefix, StringComparison.Ordinal);

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

        for (var order = 0; order < cancelled; order++)
        {
            var user = order % users;
            _count[user]++;
            _cancelled[user]++;
            _ordered[user] += Amount(order, 0);
            var id = CancelledOrderId(order);
            yield return Record("orders.created", id, order, 0, "order.created", Creation(id, order));
            yield return Record("orders.cancelled", id, order, 1, "order.cancelled", $$"""{"orderId":"{{id}}","reason":"test"}""");
        }
    }

    private static int HourOf(int order) => order % Hours;

    private static long Amount(int order, int update) => 1_000 + (order % 977) + (update * 1_250L);

    // Below any amount the order ever has, or the highest: which topic is read first must not decide whether it is paid.
    private static long Payment(int order, int step) => (order % 2 == 0 ? 100L + (order % 390) : (Amount(order, 2) + 1) / 2) + (step == 3 ? -1 : 1);

    private KafkaMessage Message(int order, int step)
    {
        var user = order % users;
        var id = OrderId(order);
        switch (step)
        {
            case 0:
                _count[user]++;
                _ordered[user] += Amount(order, 0);
                _spent[user] += Paid(order);
                return Record("orders.created", id, order, step, "order.created", Creation(id, order));
            case 1 or 2:
                return Record("orders.updated", id, order, step, "order.updated", $$"""{"orderId":"{{id}}","status":"confirmed","amount":{{Money(Amount(order, step))}}}""");
            default:
                return Record("payments.processed", id, order, step, "payment.processed", $$"""{"paymentId":"{{id}}-{{step.ToString(CultureInfo.InvariantCulture)}}","orderId":"{{id}}","amount":"{{Money(Payment(order, step))}}"}""");
        }
    }

    private string Creation(string id, int order) =>
        $$"""{"orderId":"{{id}}","userId":"{{UserId(order % users)}}","amount":{{Money(Amount(order, 0))}},"items":[{"sku":"sku-{{order % 50}}","quantity":1,"price":{{Money(Amount(order, 0))}}}],"status":"pending","createdAt":"2026-03-01T10:00:00Z"}""";

    private KafkaMessage Record(string topic, string id, int order, int step, string type, string payload) => enveloped
        ? Publisher.Envelope(
            topic, id, type, JsonNode.Parse(payload)!, $"{id}-{step.ToString(CultureInfo.InvariantCulture)}{(BadStep(order) == step ? "-bad" : "")}", timestamp: $"2026-03-01T{HourOf(order):D2}:20:30Z")
        : Publisher.Bare(topic, id, type, payload);
}
