using Platform.Processing;
using Shop.Events.Notifications;
using Shop.Events.Orders;
using Shop.Events.Users;

namespace Shop.Grains.Orders;

/// <summary>What an order publishes for its user's grain and its user: for each creation, payment and effective cancellation one of both.</summary>
internal static class OrderOutputs
{
    /// <summary>The order was created.</summary>
    public static Output[] OfCreation(OrderState order, string orderId) => Of(
        order, orderId, OrderActivityKind.Created, order.Amount, NotificationKind.OrderCreated, $"Your order {orderId} over {order.Amount} was received.");

    /// <summary>The order was cancelled.</summary>
    public static Output[] OfCancellation(OrderState order, string orderId) => Of(
        order, orderId, OrderActivityKind.Cancelled, order.Amount, NotificationKind.OrderCancelled, $"Your order {orderId} was cancelled.");

    /// <summary>A payment arrived.</summary>
    public static Output[] OfPayment(OrderState order, PaymentProcessed payment) => Of(
        order, payment.OrderId, OrderActivityKind.Paid, payment.Amount, NotificationKind.OrderPaid, $"Your payment of {payment.Amount} for order {payment.OrderId} arrived.");

    private static Output[] Of(OrderState order, string orderId, OrderActivityKind what, decimal amount, NotificationKind kind, string text) =>
    [
        Output.Of(new UserOrderActivity
        {
            OrderId = orderId,
            UserId = order.UserId,
            What = what,
            Amount = amount,
        }),
        Output.Of(new NotificationRequested
        {
            Kind = kind,
            UserId = order.UserId,
            OrderId = orderId,
            Text = text,
        }),
    ];
}
