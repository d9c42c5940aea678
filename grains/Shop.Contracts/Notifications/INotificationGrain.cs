using Orleans.Streaming.Kafka;

namespace Shop.Grains.Notifications;

/// <summary>Sends one user's notifications, keyed by user id: receives <c>notifications</c>.</summary>
[Alias("platform.INotificationGrain")]
public interface INotificationGrain : IEventReceiver;
