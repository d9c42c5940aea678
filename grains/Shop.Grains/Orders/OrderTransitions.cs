using CrashPoints;
using Platform.Events;
using Platform.Processing;
using Shop.Events;
using Shop.Events.Orders;

namespace Shop.Grains.Orders;

/// <summary>What events do to an order.</summary>
internal static class OrderTransitions
{
    /// <summary>The kind of entity.</summary>
    public const string Kind = "order";

    /// <summary>Applies an event; see <see cref="Transition{TState}"/>.</summary>
    /// <param name="state">The order, or null until it is created.</param>
    /// <param name="event">The event.</param>
    public static Effect<OrderState> Apply(OrderState? state, Event @event)
    {
        Defect.Pass("order-rules", @event.Id);
        return (state, @event.Payload) switch
        {
            (null, OrderCreated created) => Create(created, @event),
            (_, OrderCreated) => Effect.Ignore<OrderState>("created-before"),
            (null, OrderUpdated or OrderCancelled or PaymentProcessed) => Effect.Defer<OrderState>(Topics.OrdersCreated),
            ({ IsCancelled: true }, OrderUpdated) => Effect.Ignore<OrderState>("cancelled-before"),
            ({ IsCancelled: true }, OrderCancelled) => Effect.Ignore<OrderState>("cancelled-before"),
            (_, OrderUpdated updated) => Update(state, updated, @event),
            (_, OrderCancelled cancelled) => Cancel(state, cancelled.OrderId, @event),
            (_, PaymentProcessed payment) => Pay(state, payment, @event),
            _ => throw UnexpectedEvent.For(Kind, @event),
        };
    }

    private static Effect<OrderState> Create(OrderCreated created, Event @event)
    {
        var order = new OrderState
        {
            UserId = created.UserId,
            Status = OrderStatus.Raise(OrderStatus.Pending, created.Status),
            Amount = created.Amount,
            Items = created.Items,
            EventsApplied = 1,
            UpdatedAt = @event.Timestamp,
        };
        return order.IsCancelled
            ? Effect.Change(order, [.. OrderOutputs.OfCreation(order, created.OrderId), .. OrderOutputs.OfCancellation(order, created.OrderId)])
            : Effect.Change(order, OrderOutputs.OfCreation(order, created.OrderId));
    }

    // An update counts even where a higher status is there already: which of two topics comes first is chance, and must not
    // show in the count.
    private static Effect<OrderState> Update(OrderState order, OrderUpdated updated, Event @event)
    {
        var status = OrderStatus.Raise(order.Status, updated.Status);
        var changed = Changed(order, @event) with
        {
            Status = status,
            Amount = updated.Amount ?? order.Amount,
            Items = updated.Items ?? order.Items,
        };
        return changed.IsCancelled
            ? Effect.Change(changed, OrderOutputs.OfCancellation(changed, updated.OrderId))
            : Effect.Change(PaidIfReached(changed));
    }

    private static Effect<OrderState> Cancel(OrderState order, string orderId, Event @event)
    {
        var cancelled = Changed(order, @event) with { Status = OrderStatus.Cancelled };
        return Effect.Change(cancelled, OrderOutputs.OfCancellation(cancelled, orderId));
    }

    private static Effect<OrderState> Pay(OrderState order, PaymentProcessed payment, Event @event)
    {
        var paid = Changed(order, @event) with
        {
            Paid = order.Paid + payment.Amount,
            Payments = order.Payments + 1,
        };
        return Effect.Change(PaidIfReached(paid), OrderOutputs.OfPayment(order, payment));
    }

    // An order that costs nothing is not paid by being created: it takes a payment.
    private static OrderState PaidIfReached(OrderState order) => order.Payments > 0 && order.Paid >= order.Amount
        ? order with { Status = OrderStatus.Raise(order.Status, OrderStatus.Paid) }
        : order;

    private static OrderState Changed(OrderState order, Event @event) =>
        order with { EventsApplied = order.EventsApplied + 1, UpdatedAt = @event.Timestamp };
}
