using Platform.Events.Notifications;
using Platform.Events.Orders;
using Platform.Events.Users;

namespace Platform.Events;

/// <summary>Which entity an event belongs to. The payload names it, never the record key.</summary>
public static class EntityOf
{
    /// <summary>The id of the order an event belongs to.</summary>
    /// <param name="event">The event.</param>
    /// <exception cref="ArgumentException">The event names no order.</exception>
    public static string Order(Event @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return @event.Payload switch
        {
            OrderCreated payload => payload.OrderId,
            OrderUpdated payload => payload.OrderId,
            OrderCancelled payload => payload.OrderId,
            PaymentProcessed payload => payload.OrderId,
            UserOrderActivity payload => payload.OrderId,
            NotificationRequested { OrderId: { } orderId } => orderId,
            _ => throw new ArgumentException($"The event {@event.Id} of type {@event.Type} names no order.", nameof(@event)),
        };
    }

    /// <summary>The id of the user an event belongs to.</summary>
    /// <param name="event">The event.</param>
    /// <exception cref="ArgumentException">The event names no user.</exception>
    public static string User(Event @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return @event.Payload switch
        {
            UserRegistered payload => payload.UserId,
            UserUpdated payload => payload.UserId,
            UserOrderActivity payload => payload.UserId,
            NotificationRequested payload => payload.UserId,
            OrderCreated payload => payload.UserId,
            _ => throw new ArgumentException($"The event {@event.Id} of type {@event.Type} names no user.", nameof(@event)),
        };
    }
}
