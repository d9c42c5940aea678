namespace Shop.Events.Notifications;

/// <summary><c>kind</c> of a <see cref="NotificationRequested"/>.</summary>
[GenerateSerializer, Alias("platform.notification-kind")]
public enum NotificationKind
{
    /// <summary><c>welcome</c>.</summary>
    Welcome = 0,

    /// <summary><c>order-created</c>.</summary>
    OrderCreated = 1,

    /// <summary><c>order-paid</c>.</summary>
    OrderPaid = 2,

    /// <summary><c>order-cancelled</c>.</summary>
    OrderCancelled = 3,
}
