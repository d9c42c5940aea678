using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Notifications;

/// <summary><c>notification.requested</c>.</summary>
[GenerateSerializer, Immutable, Alias("platform.notification-requested")]
public sealed record NotificationRequested : EventPayload
{
    /// <summary>Which notification.</summary>
    [Id(0)]
    public required NotificationKind Kind { get; init; }

    /// <summary>Who is to be notified.</summary>
    [Id(1)]
    public required string UserId { get; init; }

    /// <summary>The order it is about, or null.</summary>
    [Id(2), JsonConverter(typeof(EntityIdConverter))]
    public string? OrderId { get; init; }

    /// <summary>The text.</summary>
    [Id(3)]
    public required string Text { get; init; }
}
