using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Users;

/// <summary><c>user.order-activity</c>: what happened to one of the user's orders.</summary>
[GenerateSerializer, Immutable, Alias("platform.user-order-activity")]
public sealed record UserOrderActivity : EventPayload
{
    /// <summary>The order's id.</summary>
    [Id(0), JsonConverter(typeof(EntityIdConverter))]
    public required string OrderId { get; init; }

    /// <summary>Whose order it is.</summary>
    [Id(1)]
    public required string UserId { get; init; }

    /// <summary>What happened.</summary>
    [Id(2)]
    public required OrderActivityKind What { get; init; }

    /// <summary>The order's current amount for created and cancelled, the payment's for paid.</summary>
    [Id(3)]
    public required decimal Amount { get; init; }
}
