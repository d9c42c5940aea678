using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Orders;

/// <summary><c>order.created</c>, as version 2.0 has it; 1.x is lifted to it, and is what the platform writes.</summary>
[GenerateSerializer, Immutable, Alias("platform.order-created")]
public sealed record OrderCreated : EventPayload
{
    /// <summary>The order's id.</summary>
    [Id(0)]
    public required string OrderId { get; init; }

    /// <summary>Whose order it is.</summary>
    [Id(1), JsonConverter(typeof(EntityIdConverter))]
    public required string UserId { get; init; }

    /// <summary>What it costs. Since 2.0 that is what the items come to, less the discount; 1.x may say otherwise. Never negative.</summary>
    [Id(2), JsonConverter(typeof(NotNegativeDecimalConverter))]
    public required decimal Amount { get; init; }

    /// <summary>What was ordered; may be empty.</summary>
    [Id(3)]
    public required OrderItem[] Items { get; init; }

    /// <summary>The status it begins with; <c>pending</c> where the producer gives none.</summary>
    [Id(4), JsonConverter(typeof(StatusConverter))]
    public required string Status { get; init; }

    /// <summary>When it was created, or null where the producer did not say.</summary>
    [Id(5)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What was taken off what the items come to, never negative; 0 of 1.x, which has no such field: what is written is 1.0, and its amount says it.</summary>
    [Id(6), JsonIgnore]
    public decimal Discount { get; init; }
}
