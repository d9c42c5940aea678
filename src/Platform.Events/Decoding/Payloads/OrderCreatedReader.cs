using Platform.Events.Orders;

namespace Platform.Events;

/// <summary>Reads <c>order.created</c> 2.x.</summary>
internal static class OrderCreatedReader
{
    public static EventPayload? Read(ref JsonFields json, ref FieldSet seen)
    {
        string? orderId = null, userId = null, status = null;
        decimal? discount = null;
        OrderItem[]? items = null;
        DateTimeOffset? createdAt = null;
        while (json.Next(ref seen, out var field))
        {
            switch (field)
            {
                case Field.OrderId:
                    orderId = json.Id(field);
                    break;
                case Field.UserId:
                    userId = json.Id(field);
                    break;
                case Field.Amount:
                    json.Skip();
                    json.Refuse(DecodeErrors.BadField, field, "is not told since 2.0: it is what the items come to, less the discount");
                    break;
                case Field.Discount:
                    discount = json.Amount(field);
                    break;
                case Field.Items:
                    items = OrderItemsReader.Read(ref json, Field.UnitPrice);
                    break;
                case Field.Status:
                    status = json.Status(field);
                    break;
                case Field.CreatedAt:
                    createdAt = json.Time(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (!json.Require(orderId, Field.OrderId, DecodeErrors.BadId)
            || !json.Require(userId, Field.UserId, DecodeErrors.BadId)
            || !json.Require(items, Field.Items)
            || AmountOf(ref json, items, discount ?? 0) is not { } amount
            || json.Refusal is not null)
        {
            return null;
        }

        return new OrderCreated
        {
            OrderId = orderId,
            UserId = userId,
            Amount = amount,
            Items = items,
            Status = status ?? StatusNames.Pending,
            CreatedAt = createdAt,
            Discount = discount ?? 0,
        };
    }

    private static decimal? AmountOf(ref JsonFields json, OrderItem[] items, decimal discount)
    {
        if (discount < 0)
        {
            json.Refuse(DecodeErrors.BadAmount, Field.Discount, "must not be negative");
            return null;
        }

        // Exactly as one item more would count, of the opposite sign.
        if (Money.TryTotal([.. items, new OrderItem("discount", 1, -discount)], out var amount))
        {
            return amount;
        }

        json.Refuse(DecodeErrors.BadAmount, Field.Items, "come, less the discount, to a sum that has more digits than fit");
        return null;
    }
}
