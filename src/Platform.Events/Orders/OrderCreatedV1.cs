namespace Platform.Events.Orders;

/// <summary>
/// The payload of <c>order.created</c> 1.x. Lives from its reading to its lifting (<see cref="OrderCreatedUpcasts"/>): nothing stores it
/// and no handler sees it.
/// </summary>
internal sealed record OrderCreatedV1 : EventPayload
{
    public required string OrderId { get; init; }

    public required string UserId { get; init; }

    /// <summary>As told; where it is not, what the items come to.</summary>
    public required decimal Amount { get; init; }

    public required OrderItem[] Items { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}
