using Platform.Events;
using Shop.Events.Orders;

namespace Shop.Grains.Orders;

/// <summary>An order, once created.</summary>
[GenerateSerializer, Immutable, Alias("platform.order-state")]
internal sealed record OrderState
{
    /// <summary>Whose order it is.</summary>
    [Id(0)]
    public required string UserId { get; init; }

    /// <summary>The status; see <see cref="OrderStatus"/>.</summary>
    [Id(1)]
    public required string Status { get; init; }

    /// <summary>The current amount.</summary>
    [Id(2)]
    public required decimal Amount { get; init; }

    /// <summary>The sum of all payments.</summary>
    [Id(3)]
    public MoneySum Paid { get; init; }

    /// <summary>How many payments there were.</summary>
    [Id(4)]
    public int Payments { get; init; }

    /// <summary>The current items.</summary>
    [Id(5)]
    public required OrderItem[] Items { get; init; }

    /// <summary>How many events changed the order.</summary>
    [Id(6)]
    public required long EventsApplied { get; init; }

    /// <summary>The time of the last event that changed the order.</summary>
    [Id(7)]
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether the order is cancelled, which is final.</summary>
    public bool IsCancelled => string.Equals(Status, OrderStatus.Cancelled, StringComparison.Ordinal);
}
