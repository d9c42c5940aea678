using Platform.Events.Orders;

namespace Platform.Events;

/// <summary>Reads <c>order.created</c> 1.x.</summary>
internal static class OrderCreatedV1Reader
{
    public static EventPayload? Read(ref JsonFields json, ref FieldSet seen)
    {
        string? orderId = null, userId = null, status = null;
        decimal? amount = null;
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
                    amount = json.Amount(field);
                    break;
                case Field.Items:
                    items = OrderItemsReader.Read(ref json);
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

        amount ??= TotalOf(ref json, items);
        if (!json.Require(orderId, Field.OrderId, DecodeErrors.BadId)
            || !json.Require(userId, Field.UserId, DecodeErrors.BadId)
            || amount is null
            || json.Refusal is not null)
        {
            return null;
        }

        return new OrderCreatedV1
        {
            OrderId = orderId,
            UserId = userId,
            Amount = amount.Value,
            Items = items ?? [],
            Status = status ?? StatusNames.Pending,
            CreatedAt = createdAt,
        };
    }

    private static decimal? TotalOf(ref JsonFields json, OrderItem[]? items)
    {
        if (items is null)
        {
            json.Refuse(DecodeErrors.BadField, Field.Amount, "is missing, and so are the items it could be summed from");
            return null;
        }

        if (!Money.TryTotal(items, out var total))
        {
            json.Refuse(DecodeErrors.BadAmount, Field.Amount, "is missing, and the sum of the items has more digits than fit");
            return null;
        }

        return total;
    }
}
