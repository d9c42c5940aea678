using System.Globalization;
using Platform.Processing;
using Shop.Events;
using Shop.Events.Notifications;
using Shop.Events.Orders;
using Shop.Events.Users;
using Shop.Grains.Orders;

namespace Shop.Grains.Tests.Orders;

public sealed class OrderTransitionsTests
{
    [Fact]
    public void Creation_WhenTheOrderIsNew_MakesItAndTellsBoth()
    {
        var effect = OrderTransitions.Apply(null, Some.Event(Some.Created(100)));

        Assert.Equal(("u-1", "pending", 100m, 0m, 1L, Some.Time), (effect.State!.UserId, effect.State.Status, effect.State.Amount, effect.State.Paid, effect.State.EventsApplied, effect.State.UpdatedAt));
        AssertOutputs(effect, OrderActivityKind.Created, 100, NotificationKind.OrderCreated);
    }

    [Fact]
    public void Creation_WhenTheOrderExists_IsIgnored()
    {
        var effect = OrderTransitions.Apply(Order(), Some.Event(Some.Created(999)));

        Assert.Equal((EffectKind.Ignore, "created-before"), (effect.Kind, effect.Reason));
    }

    public static TheoryData<object> Early => [Some.Updated("confirmed"), Some.Cancelled(), Some.Payment(1)];

    [Theory]
    [MemberData(nameof(Early))]
    public void Event_WhenTheOrderIsNotCreated_Waits(object payload)
    {
        var effect = OrderTransitions.Apply(null, Some.Event(payload));

        Assert.Equal(EffectKind.Defer, effect.Kind);
    }

    [Theory]
    [InlineData("pending", "confirmed", "confirmed")]
    [InlineData("confirmed", "pending", "confirmed")]
    [InlineData("paid", "confirmed", "paid")]
    [InlineData("paid", "shipped", "shipped")]
    [InlineData("shipped", "paid", "shipped")]
    [InlineData("shipped", "delivered", "delivered")]
    [InlineData("shipped", "Cancelled", "cancelled")]
    [InlineData("pending", null, "pending")]
    public void Update_WhenItTellsAStatus_NeverLowersIt(string status, string? told, string expected)
    {
        var effect = OrderTransitions.Apply(Order() with { Status = status }, Some.Event(Some.Updated(told)));

        Assert.Equal(expected, effect.State!.Status);
        Assert.Equal(2, effect.State.EventsApplied);
    }

    [Fact]
    public void Update_WhenItTellsAmountAndItems_ReplacesThemAndPutsNothingOut()
    {
        var items = new[] { new OrderItem("sku-9", 1, 5) };

        var effect = OrderTransitions.Apply(Order(), Some.Event(Some.Updated(amount: 5, items: items), at: Some.Time.AddHours(1)));

        Assert.Equal((5m, items, Some.Time.AddHours(1)), (effect.State!.Amount, effect.State.Items, effect.State.UpdatedAt));
        Assert.Empty(effect.Outputs);
    }

    [Theory]
    [InlineData("99.99", "pending")]
    [InlineData("100", "paid")]
    [InlineData("150", "paid")]
    public void Payment_WhenTheSumReachesTheAmount_PaysTheOrder(string told, string status)
    {
        var amount = decimal.Parse(told);

        var effect = OrderTransitions.Apply(Order(), Some.Event(Some.Payment(amount)));

        Assert.Equal((status, amount), (effect.State!.Status, effect.State.Paid));
        AssertOutputs(effect, OrderActivityKind.Paid, amount, NotificationKind.OrderPaid);
    }

    [Fact]
    public void Update_WhenItLowersTheAmountToWhatIsPaid_PaysTheOrder()
    {
        var effect = OrderTransitions.Apply(Order() with { Paid = 60, Payments = 1 }, Some.Event(Some.Updated(amount: 60)));

        Assert.Equal("paid", effect.State!.Status);
    }

    [Fact]
    public void Creation_WhenTheOrderCostsNothing_LeavesItPending()
    {
        var created = OrderTransitions.Apply(null, Some.Event(Some.Created(0)));
        var paid = OrderTransitions.Apply(created.State, Some.Event(Some.Payment(0)));

        Assert.Equal(("pending", "paid"), (created.State!.Status, paid.State!.Status));
    }

    [Fact]
    public void Cancellation_WhenEffective_TellsTheCurrentAmount()
    {
        var effect = OrderTransitions.Apply(Order() with { Amount = 70 }, Some.Event(Some.Cancelled()));

        Assert.Equal("cancelled", effect.State!.Status);
        AssertOutputs(effect, OrderActivityKind.Cancelled, 70, NotificationKind.OrderCancelled);
    }

    [Fact]
    public void Events_WhenTheOrderIsCancelled_AreIgnoredButForPayments()
    {
        var cancelled = Order() with { Status = "cancelled" };

        var update = OrderTransitions.Apply(cancelled, Some.Event(Some.Updated("shipped", 1)));
        var second = OrderTransitions.Apply(cancelled, Some.Event(Some.Cancelled()));
        var payment = OrderTransitions.Apply(cancelled, Some.Event(Some.Payment(100)));

        Assert.Equal((EffectKind.Ignore, EffectKind.Ignore), (update.Kind, second.Kind));
        Assert.Equal(("cancelled", 100m, 2L), (payment.State!.Status, payment.State.Paid, payment.State.EventsApplied));
        AssertOutputs(payment, OrderActivityKind.Paid, 100, NotificationKind.OrderPaid);
    }

    [Theory]
    [InlineData("9999999999999999999999999999", "9999999999999999999999999999", "19999999999999999999999999998")]
    [InlineData("1234567890123456789012345678", "0.01", "1234567890123456789012345678.01")]
    public void Payment_WhenTheSumHasMoreDigitsThanAnAmount_IsExact(string paid, string amount, string sum)
    {
        var order = Order() with { Paid = decimal.Parse(paid, CultureInfo.InvariantCulture) };

        var effect = OrderTransitions.Apply(order, Some.Event(Some.Payment(decimal.Parse(amount, CultureInfo.InvariantCulture))));

        Assert.Equal(sum, effect.State!.Paid.ToString());
        Assert.Equal("paid", effect.State.Status);
    }

    [Fact]
    public void Event_WhenItConcernsNoOrder_IsRefused()
    {
        var registered = Some.Event(new UserRegistered { UserId = "u-1" });

        Assert.Equal("unexpected-event", Assert.Throws<EventRejectedException>(() => OrderTransitions.Apply(null, registered)).ErrorType);
    }

    private static OrderState Order() => OrderTransitions.Apply(null, Some.Event(Some.Created(100))).State!;

    private static void AssertOutputs(Effect<OrderState> effect, OrderActivityKind what, decimal amount, NotificationKind kind)
    {
        var outgoing = Some.Outgoing(effect);
        Assert.Equal([Topics.UsersOrderActivity, Topics.Notifications], outgoing.Select(output => output.Topic));
        Assert.All(outgoing, output => Assert.Equal("u-1", output.Key));
        Assert.Equal(Some.Activity(what, amount), effect.Outputs[0].Payload);
        var notification = Assert.IsType<NotificationRequested>(effect.Outputs[1].Payload);
        Assert.Equal((kind, "u-1", "o-1"), (notification.Kind, notification.UserId, notification.OrderId));
    }
}
