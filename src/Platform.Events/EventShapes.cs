using System.Collections.Frozen;
using Platform.Events.Notifications;
using Platform.Events.Orders;
using Platform.Events.Users;

namespace Platform.Events;

/// <summary>Every event type there is.</summary>
internal static class EventShapes
{
    private static readonly EventShape[] All =
    [
        new(Topics.OrdersCreated, EventTypes.OrderCreated, typeof(OrderCreated), OrderCreatedReader.Read),
        new(Topics.OrdersUpdated, EventTypes.OrderUpdated, typeof(OrderUpdated), OrderUpdatedReader.Read),
        new(Topics.OrdersCancelled, EventTypes.OrderCancelled, typeof(OrderCancelled), OrderCancelledReader.Read),
        new(Topics.PaymentsProcessed, EventTypes.PaymentProcessed, typeof(PaymentProcessed), PaymentProcessedReader.Read),
        new(Topics.UsersRegistered, EventTypes.UserRegistered, typeof(UserRegistered), UserProfileReader.ReadRegistered),
        new(Topics.UsersUpdated, EventTypes.UserUpdated, typeof(UserUpdated), UserProfileReader.ReadUpdated),
        new(Topics.UsersOrderActivity, EventTypes.UserOrderActivity, typeof(UserOrderActivity), UserOrderActivityReader.Read),
        new(Topics.Notifications, EventTypes.NotificationRequested, typeof(NotificationRequested), NotificationRequestedReader.Read),
    ];

    private static readonly FrozenDictionary<string, EventShape> ByTopic = All.ToFrozenDictionary(shape => shape.Topic, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, EventShape> ByType = All.ToFrozenDictionary(shape => shape.Type, StringComparer.Ordinal);

    public static EventShape? OfTopic(string topic) => ByTopic.GetValueOrDefault(topic);

    public static EventShape? OfType(string type) => ByType.GetValueOrDefault(type);
}
