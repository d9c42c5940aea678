using Platform.Events;

namespace Shop.Events.Orders;

/// <summary>Lifts the versions of <c>order.created</c> to the order that rules see. Pure.</summary>
internal static class OrderCreatedUpcasts
{
    private const string Pending = "pending";

    /// <summary>1.x. The amount stays as it was written, also where the items come to another one: the order was made over it.</summary>
    /// <param name="created">The payload.</param>
    public static OrderCreated FromV1(OrderCreatedV1 created) => new()
    {
        OrderId = created.OrderId,
        UserId = created.UserId,
        Amount = created.Amount ?? TotalOf(created.Items),
        Items = created.Items ?? [],
        Status = created.Status ?? Pending,
        CreatedAt = created.CreatedAt,
    };

    /// <summary>2.x. The amount is what the items come to, less the discount.</summary>
    /// <param name="created">The payload.</param>
    public static OrderCreated FromV2(OrderCreatedV2 created)
    {
        if (created.Amount is not null)
        {
            throw new InvalidEventException(DecodeErrors.BadField, "amount is no field since 2.0: it is what the items come to, less the discount.");
        }

        var items = Array.ConvertAll(created.Items, line => OrderItemConverter.ItemOf(line.Sku ?? line.ProductId, line.Quantity, line.UnitPrice, "unitPrice"));

        // Exactly as one item more would count, of the opposite sign.
        if (!OrderTotal.TryOf([.. items, new OrderItem("discount", 1, -created.Discount)], out var amount))
        {
            throw new InvalidEventException(DecodeErrors.BadAmount, "items come, less the discount, to a sum that has more digits than fit.");
        }

        return amount >= 0
            ? new OrderCreated
            {
                OrderId = created.OrderId,
                UserId = created.UserId,
                Amount = amount,
                Items = items,
                Status = created.Status ?? Pending,
                CreatedAt = created.CreatedAt,
                Discount = created.Discount,
            }
            : throw new InvalidEventException(DecodeErrors.BadAmount, "discount must not be more than the items come to.");
    }

    private static decimal TotalOf(OrderItem[]? items)
    {
        if (items is null)
        {
            throw new InvalidEventException(DecodeErrors.BadField, "amount is missing, and so are the items it could be summed from.");
        }

        return OrderTotal.TryOf(items, out var total)
            ? total
            : throw new InvalidEventException(DecodeErrors.BadAmount, "amount is missing, and the sum of the items has more digits than fit.");
    }
}
