namespace Shop.Events;

/// <summary>The event types, singular, as they stand in <c>eventType</c> and in the header <c>event-type</c>.</summary>
public static class EventTypes
{
    /// <summary>An order was created.</summary>
    public const string OrderCreated = "order.created";

    /// <summary>An order changed.</summary>
    public const string OrderUpdated = "order.updated";

    /// <summary>An order was cancelled.</summary>
    public const string OrderCancelled = "order.cancelled";

    /// <summary>A payment for an order was processed.</summary>
    public const string PaymentProcessed = "payment.processed";

    /// <summary>A user registered.</summary>
    public const string UserRegistered = "user.registered";

    /// <summary>A user's profile changed.</summary>
    public const string UserUpdated = "user.updated";

    /// <summary>Something happened to one of a user's orders.</summary>
    public const string UserOrderActivity = "user.order-activity";

    /// <summary>A person is to be notified.</summary>
    public const string NotificationRequested = "notification.requested";
}
