using System.Globalization;
using Orleans.Streaming.Kafka;
using Shop.EndToEnd.Tests.Support;
using Shop.EndToEnd.Tests.Volume;

namespace Shop.EndToEnd.Tests.Recovery;

/// <summary>
/// What goes on happening to some orders of a workload, round by round, in four topics: each is created once more, which changes
/// nothing, and paid; the even ones are updated, the odd ones cancelled once. Totals are kept beside it. Pure.
/// </summary>
/// <param name="workload">The workload.</param>
/// <param name="orders">The orders.</param>
internal sealed class LaterEvents(ShopWorkload workload, IReadOnlyList<int> orders)
{
    // Late enough for the workload to be read: topics have no order between them, and what comes behind a cancellation does not count.
    private const int CancelledInRound = 10;

    /// <summary>How many rounds were made.</summary>
    public int Rounds { get; private set; }

    /// <summary>How many outputs the rounds have, of each kind.</summary>
    public int Outputs => orders.Count(IsEnded) + (orders.Count * Rounds);

    private long Paid => Rounds * (Rounds + 1L) / 2;

    /// <summary>The next round's events.</summary>
    public List<KafkaMessage> NextRound()
    {
        var round = ++Rounds;
        var number = round.ToString(CultureInfo.InvariantCulture);
        var messages = new List<KafkaMessage>();
        foreach (var order in orders)
        {
            var id = workload.OrderId(order);
            messages.Add(Event("orders.created", "order.created", id, $"again-{number}", new { orderId = id, userId = workload.UserId(order % workload.Users), amount = 1m }));
            messages.Add(Event("payments.processed", "payment.processed", id, $"paid-{number}", new { paymentId = $"{id}-{number}", orderId = id, amount = ShopWorkload.Money(round) }));
            if (IsUpdated(order))
            {
                messages.Add(Event("orders.updated", "order.updated", id, $"updated-{number}", new { orderId = id, amount = ShopWorkload.Money(ShopWorkload.FinalAmount(order) + round) }));
            }
            else if (round == CancelledInRound)
            {
                messages.Add(Event("orders.cancelled", "order.cancelled", id, "cancelled", new { orderId = id }));
            }
        }

        return messages;
    }

    /// <summary>Every one of the orders, its user and what it published are exact and in order.</summary>
    public async Task AreExactAsync(RunningPlatform running)
    {
        var activity = WorkloadChecks.ActivityPerOrder(running, workload);
        foreach (var order in orders)
        {
            Assert.Equal(ExpectedOrder(order), await running.Platform.FieldsAsync($"/orders/{workload.OrderId(order)}", RunningPlatform.OrderFields));
            var activities = activity[workload.OrderId(order)];
            Assert.Equal("created", activities[0]);
            Assert.Equal(IsEnded(order) ? 1 : 0, activities.Count(what => what == "cancelled"));
            Assert.Equal(
                [.. ShopWorkload.PaymentsOf(order), .. Enumerable.Range(1, Rounds).Select(round => ShopWorkload.Money(round))],
                activities.Where(what => what.StartsWith("paid ", StringComparison.Ordinal)).Select(what => what["paid ".Length..]));
        }

        foreach (var user in orders.GroupBy(order => order % workload.Users))
        {
            Assert.Equal(
                workload.ExpectedUser(user.Key, user.Count() * Paid, user.Count(IsEnded)),
                await running.Platform.FieldsAsync($"/users/{workload.UserId(user.Key)}", RunningPlatform.UserFields));
        }
    }

    private bool IsUpdated(int order) => Position(order) % 2 == 0;

    private bool IsEnded(int order) => !IsUpdated(order) && Rounds >= CancelledInRound;

    private int Position(int order) => orders.ToList().IndexOf(order);

    // So many rounds pay any amount; and what is cancelled stays it.
    private string ExpectedOrder(int order)
    {
        var paid = ShopWorkload.Paid(order) + Paid;
        var amount = ShopWorkload.FinalAmount(order) + (IsUpdated(order) ? Rounds : 0);
        var applied = 5 + Rounds + (IsUpdated(order) ? Rounds : IsEnded(order) ? 1 : 0);
        var status = IsEnded(order) ? "cancelled" : paid >= amount ? "paid" : "confirmed";
        return $"\"{status}\" {ShopWorkload.Money(amount)} {ShopWorkload.Money(paid)} {applied}";
    }

    private static KafkaMessage Event(string topic, string type, string id, string suffix, object payload) => Publisher.Envelope(topic, id, type, payload, $"{id}-{suffix}");
}
