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
        new(
            Topics.OrdersCreated,
            EventTypes.OrderCreated,
            typeof(OrderCreated),
            PayloadVersion.Older<OrderCreatedV1, OrderCreated>(OrderCreatedV1Reader.Read, OrderCreatedUpcasts.FromV1),
            PayloadVersion.Newest(OrderCreatedReader.Read)),
        new(Topics.OrdersUpdated, EventTypes.OrderUpdated, typeof(OrderUpdated), PayloadVersion.Newest(OrderUpdatedReader.Read)),
        new(Topics.OrdersCancelled, EventTypes.OrderCancelled, typeof(OrderCancelled), PayloadVersion.Newest(OrderCancelledReader.Read)),
        new(Topics.PaymentsProcessed, EventTypes.PaymentProcessed, typeof(PaymentProcessed), PayloadVersion.Newest(PaymentProcessedReader.Read)),
        new(Topics.UsersRegistered, EventTypes.UserRegistered, typeof(UserRegistered), PayloadVersion.Newest(UserProfileReader.ReadRegistered)),
        new(Topics.UsersUpdated, EventTypes.UserUpdated, typeof(UserUpdated), PayloadVersion.Newest(UserProfileReader.ReadUpdated)),
        new(Topics.UsersOrderActivity, EventTypes.UserOrderActivity, typeof(UserOrderActivity), PayloadVersion.Newest(UserOrderActivityReader.Read)),
        new(Topics.Notifications, EventTypes.NotificationRequested, typeof(NotificationRequested), PayloadVersion.Newest(NotificationRequestedReader.Read)),
    ];

    private static readonly FrozenDictionary<string, EventShape> ByTopic = All.ToFrozenDictionary(shape => shape.Topic, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, EventShape> ByType = All.ToFrozenDictionary(shape => shape.Type, StringComparer.Ordinal);

    public static EventShape? OfTopic(string topic) => ByTopic.GetValueOrDefault(topic);

    public static EventShape? OfType(string type) => ByType.GetValueOrDefault(type);
}
