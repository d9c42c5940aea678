namespace Shop.Grains.Notifications;

/// <summary>What was sent to a user.</summary>
/// <param name="Sent">How many notifications.</param>
[GenerateSerializer, Immutable, Alias("platform.notification-state")]
internal sealed record NotificationState([property: Id(0)] long Sent);
