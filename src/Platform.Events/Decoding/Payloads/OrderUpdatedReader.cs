using Platform.Events.Orders;

namespace Platform.Events;

/// <summary>Reads <c>order.updated</c>.</summary>
internal static class OrderUpdatedReader
{
    public static EventPayload? Read(ref JsonFields json, ref FieldSet seen)
    {
        string? orderId = null, status = null;
        decimal? amount = null;
        OrderItem[]? items = null;
        DateTimeOffset? updatedAt = null;
        while (json.Next(ref seen, out var field))
        {
            switch (field)
            {
                case Field.OrderId:
                    orderId = json.Id(field);
                    break;
                case Field.Status:
                    status = json.Status(field);
                    break;
                case Field.Amount:
                    amount = json.Amount(field);
                    break;
                case Field.Items:
                    items = OrderItemsReader.Read(ref json);
                    break;
                case Field.UpdatedAt:
                    updatedAt = json.Time(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return !json.Require(orderId, Field.OrderId, DecodeErrors.BadId) || json.Refusal is not null ? null : new OrderUpdated
        {
            OrderId = orderId,
            Status = status,
            Amount = amount,
            Items = items,
            UpdatedAt = updatedAt,
        };
    }
}
