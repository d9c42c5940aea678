using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Orders;

/// <summary><c>order.updated</c>: what is null did not change.</summary>
[GenerateSerializer, Immutable, Alias("platform.order-updated")]
public sealed record OrderUpdated : EventPayload
{
    /// <summary>The order's id.</summary>
    [Id(0)]
    public required string OrderId { get; init; }

    /// <summary>The new status, or null.</summary>
    [Id(1), JsonConverter(typeof(StatusConverter))]
    public string? Status { get; init; }

    /// <summary>The new amount, never negative, or null.</summary>
    [Id(2), JsonConverter(typeof(NotNegativeDecimalConverter))]
    public decimal? Amount { get; init; }

    /// <summary>The new items, or null.</summary>
    [Id(3)]
    public OrderItem[]? Items { get; init; }

    /// <summary>When it changed, or null where the producer did not say.</summary>
    [Id(4)]
    public DateTimeOffset? UpdatedAt { get; init; }
}
