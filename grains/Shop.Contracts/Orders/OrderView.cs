using Platform.Events;
using Shop.Events.Orders;

namespace Shop.Grains.Orders;

/// <summary>An order, as it is read.</summary>
[GenerateSerializer, Immutable, Alias("platform.order-view")]
public sealed record OrderView
{
    /// <summary>The order's id.</summary>
    [Id(0)]
    public required string OrderId { get; init; }

    /// <summary>Whose order it is.</summary>
    [Id(1)]
    public required string UserId { get; init; }

    /// <summary>The status.</summary>
    [Id(2)]
    public required string Status { get; init; }

    /// <summary>The current amount.</summary>
    [Id(3)]
    public required decimal Amount { get; init; }

    /// <summary>The sum of all payments.</summary>
    [Id(4)]
    public required MoneySum Paid { get; init; }

    /// <summary>The current items.</summary>
    [Id(5)]
    public required OrderItem[] Items { get; init; }

    /// <summary>How many distinct events changed the order.</summary>
    [Id(6)]
    public required long EventsApplied { get; init; }

    /// <summary>The time of the last event that changed the order.</summary>
    [Id(7)]
    public required DateTimeOffset UpdatedAt { get; init; }
}
