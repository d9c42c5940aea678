using Platform.Events;
using Shop.Events;
using Shop.Events.Orders;
using Shop.Events.Users;

namespace Shop.Silo.Demo;

/// <summary>
/// What the demo feed publishes at each step: a small shop whose users register, order, and pay or cancel. Pure: the same
/// step has the same events, times aside.
/// </summary>
internal static class DemoScript
{
    /// <summary>How many orders there will be. Enough for an hour and more; the embedded broker and its storage are no place for endless growth.</summary>
    public const int OrderCountMax = 10_000;

    // An order is confirmed and then paid or cancelled so many steps after its creation.
    private const int ConfirmAfter = 2;
    private const int FinishAfter = 4;
    private const int CancelEvery = 5;

    private static readonly string[] Names = ["Ada", "Bao", "Carla", "Dmitri", "Esi", "Farid", "Grace", "Hana", "Ivo", "Joana", "Kofi", "Lena", "Mateo", "Nora", "Omar", "Priya", "Quentin", "Rosa", "Sven", "Tuuli"];
    private static readonly (string Sku, decimal Price)[] Goods = [("tea", 4.50m), ("mug", 12.00m), ("kettle", 39.90m), ("biscuits", 3.20m), ("honey", 7.75m)];

    /// <summary>How many steps there are: after the last one all orders are finished.</summary>
    public static int StepCount => OrderCountMax + FinishAfter;

    /// <summary>The events of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="now">The events' time.</param>
    public static IReadOnlyList<DemoEvent> At(int step, DateTimeOffset now)
    {
        List<DemoEvent> events = [];
        if (step < Names.Length)
        {
            events.Add(Make(EventTypes.UserRegistered, UserOf(step), new UserRegistered { UserId = UserOf(step), Name = Names[step], Email = $"{UserOf(step)}@example.org" }));
        }

        if (step < OrderCountMax)
        {
            events.Add(Make(EventTypes.OrderCreated, OrderOf(step), Create(step, now)));
        }

        if (IsOrder(step - ConfirmAfter))
        {
            var order = OrderOf(step - ConfirmAfter);
            events.Add(Make(EventTypes.OrderUpdated, order, new OrderUpdated { OrderId = order, Status = "confirmed", UpdatedAt = now }));
        }

        if (IsOrder(step - FinishAfter))
        {
            events.Add(Finish(step - FinishAfter, now));
        }

        return events;
    }

    private static bool IsOrder(int number) => number is >= 0 and < OrderCountMax;

    private static string UserOf(int number) => "demo-" + Names[number % Names.Length].ToLowerInvariant();

    private static string OrderOf(int number) => $"demo-{number + 1}";

    private static OrderCreated Create(int number, DateTimeOffset now) => new()
    {
        OrderId = OrderOf(number),
        UserId = UserOf(number),
        Amount = AmountOf(number),
        Items = [ItemOf(number)],
        Status = "pending",
        CreatedAt = now,
    };

    private static DemoEvent Finish(int number, DateTimeOffset now)
    {
        var order = OrderOf(number);
        return number % CancelEvery == CancelEvery - 1
            ? Make(EventTypes.OrderCancelled, order, new OrderCancelled { OrderId = order, Reason = "changed my mind", CancelledAt = now })
            : Make(EventTypes.PaymentProcessed, order, new PaymentProcessed { PaymentId = $"{order}-payment", OrderId = order, Amount = AmountOf(number), ProcessedAt = now });
    }

    private static OrderItem ItemOf(int number)
    {
        var (sku, price) = Goods[number % Goods.Length];
        return new OrderItem(sku, 1 + (number % 3), price);
    }

    private static decimal AmountOf(int number) => ItemOf(number).Quantity * ItemOf(number).Price;

    private static DemoEvent Make(string type, string key, EventPayload payload) => new(EventIds.ForRequest("demo", $"{type}/{key}"), payload);
}
