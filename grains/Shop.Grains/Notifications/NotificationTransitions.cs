using Platform.Events;
using Platform.Processing;
using Shop.Events.Notifications;

namespace Shop.Grains.Notifications;

/// <summary>What a notification does to its user's grain, and the e-mail it asks for.</summary>
internal static class NotificationTransitions
{
    /// <summary>The kind of entity.</summary>
    public const string Kind = "notification";

    /// <summary>Applies an event whose e-mail was sent; see <see cref="Transition{TState}"/>.</summary>
    /// <param name="state">What was sent so far, or null.</param>
    /// <param name="event">The event.</param>
    public static Effect<NotificationState> Apply(NotificationState? state, Event @event) => @event.Payload is NotificationRequested
        ? Effect.Change(new NotificationState((state?.Sent ?? 0) + 1))
        : throw UnexpectedEvent.For(Kind, @event);

    /// <summary>The e-mail an event asks for, or null where it is no notification.</summary>
    /// <param name="event">The event.</param>
    public static EmailMessage? EmailOf(Event @event) => @event.Payload is NotificationRequested notification
        ? new EmailMessage(notification.UserId, SubjectOf(notification), notification.Text, @event.Id)
        : null;

    private static string SubjectOf(NotificationRequested notification) => notification.Kind switch
    {
        NotificationKind.Welcome => "Welcome",
        NotificationKind.OrderCreated => $"Order {notification.OrderId} received",
        NotificationKind.OrderPaid => $"Payment for order {notification.OrderId} received",
        NotificationKind.OrderCancelled => $"Order {notification.OrderId} cancelled",
        _ => "Notification",
    };
}
