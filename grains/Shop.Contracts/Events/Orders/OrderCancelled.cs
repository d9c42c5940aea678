namespace Shop.Events.Orders;

/// <summary><c>order.cancelled</c>.</summary>
[GenerateSerializer, Immutable, Alias("platform.order-cancelled")]
public sealed record OrderCancelled : EventPayload
{
    /// <summary>The order's id.</summary>
    [Id(0)]
    public required string OrderId { get; init; }

    /// <summary>Why, or null.</summary>
    [Id(1)]
    public string? Reason { get; init; }

    /// <summary>When, or null where the producer did not say.</summary>
    [Id(2)]
    public DateTimeOffset? CancelledAt { get; init; }
}
