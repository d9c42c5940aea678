using Platform.Events.Notifications;
using Platform.Events.Users;

namespace Platform.Events;

/// <summary>How the kinds are written.</summary>
internal static class WireNames
{
    public static string Of(OrderActivityKind kind) => kind switch
    {
        OrderActivityKind.Created => "created",
        OrderActivityKind.Paid => "paid",
        OrderActivityKind.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of activity."),
    };

    public static string Of(NotificationKind kind) => kind switch
    {
        NotificationKind.Welcome => "welcome",
        NotificationKind.OrderCreated => "order-created",
        NotificationKind.OrderPaid => "order-paid",
        NotificationKind.OrderCancelled => "order-cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of notification."),
    };

    public static OrderActivityKind? ActivityKindOf(string name) => name switch
    {
        "created" => OrderActivityKind.Created,
        "paid" => OrderActivityKind.Paid,
        "cancelled" => OrderActivityKind.Cancelled,
        _ => null,
    };

    public static NotificationKind? NotificationKindOf(string name) => name switch
    {
        "welcome" => NotificationKind.Welcome,
        "order-created" => NotificationKind.OrderCreated,
        "order-paid" => NotificationKind.OrderPaid,
        "order-cancelled" => NotificationKind.OrderCancelled,
        _ => null,
    };
}
