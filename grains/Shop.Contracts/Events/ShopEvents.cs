using Platform.Events;
using Shop.Events.Notifications;
using Shop.Events.Orders;
using Shop.Events.Users;

namespace Shop.Events;

/// <summary>The shop's topics and event types.</summary>
public static class ShopEvents
{
    /// <summary>The declared events.</summary>
    public static EventCatalog Catalog { get; } = EventCatalog.Of(Declare);

    /// <summary>Declares them.</summary>
    /// <param name="events">The catalog's builder.</param>
    public static void Declare(EventCatalogBuilder events)
    {
        ArgumentNullException.ThrowIfNull(events);
        events
            .Topic(Topics.OrdersCreated).Carries<OrderCreated>(EventTypes.OrderCreated, created => created.OrderId, type => type
                .Version<OrderCreatedV1>(1, OrderCreatedUpcasts.FromV1)
                .Version<OrderCreatedV2>(2, OrderCreatedUpcasts.FromV2)
                .WrittenAs("1.0")
                .OccurredAt(created => created.CreatedAt))
            .Topic(Topics.OrdersUpdated).Carries<OrderUpdated>(EventTypes.OrderUpdated, updated => updated.OrderId, type => type.OccurredAt(updated => updated.UpdatedAt))
            .Topic(Topics.OrdersCancelled).Carries<OrderCancelled>(EventTypes.OrderCancelled, cancelled => cancelled.OrderId, type => type.OccurredAt(cancelled => cancelled.CancelledAt))
            .Topic(Topics.PaymentsProcessed).Carries<PaymentProcessed>(EventTypes.PaymentProcessed, payment => payment.OrderId, type => type.OccurredAt(payment => payment.ProcessedAt))
            .Topic(Topics.UsersRegistered).Carries<UserRegistered>(EventTypes.UserRegistered, registered => registered.UserId)
            .Topic(Topics.UsersUpdated).Carries<UserUpdated>(EventTypes.UserUpdated, updated => updated.UserId)
            .Topic(Topics.UsersOrderActivity).Carries<UserOrderActivity>(EventTypes.UserOrderActivity, activity => activity.UserId)
            .Topic(Topics.Notifications).Carries<NotificationRequested>(EventTypes.NotificationRequested, notification => notification.UserId);
    }
}
