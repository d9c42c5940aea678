namespace Shop.Events;

/// <summary>The topics' names.</summary>
public static class Topics
{
    /// <summary><c>order.created</c>, keyed by order id.</summary>
    public const string OrdersCreated = "orders.created";

    /// <summary><c>order.updated</c>, keyed by order id.</summary>
    public const string OrdersUpdated = "orders.updated";

    /// <summary><c>order.cancelled</c>, keyed by order id.</summary>
    public const string OrdersCancelled = "orders.cancelled";

    /// <summary><c>payment.processed</c>, keyed by order id.</summary>
    public const string PaymentsProcessed = "payments.processed";

    /// <summary><c>user.registered</c>, keyed by user id.</summary>
    public const string UsersRegistered = "users.registered";

    /// <summary><c>user.updated</c>, keyed by user id.</summary>
    public const string UsersUpdated = "users.updated";

    /// <summary><c>user.order-activity</c>, keyed by user id.</summary>
    public const string UsersOrderActivity = "users.order-activity";

    /// <summary><c>notification.requested</c>, keyed by user id.</summary>
    public const string Notifications = "notifications";
}
