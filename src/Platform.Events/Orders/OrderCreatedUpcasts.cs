namespace Platform.Events.Orders;

/// <summary>Lifts older versions of <c>order.created</c>. Pure.</summary>
internal static class OrderCreatedUpcasts
{
    /// <summary>1.x to 2.0. The amount stays as it was told, also where the items come to another one: the order was made over it.</summary>
    /// <param name="created">The payload.</param>
    public static OrderCreated FromV1(OrderCreatedV1 created) => new()
    {
        OrderId = created.OrderId,
        UserId = created.UserId,
        Amount = created.Amount,
        Items = created.Items,
        Status = created.Status,
        CreatedAt = created.CreatedAt,
    };
}
