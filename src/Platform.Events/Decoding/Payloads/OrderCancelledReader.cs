using Platform.Events.Orders;

namespace Platform.Events;

/// <summary>Reads <c>order.cancelled</c>.</summary>
internal static class OrderCancelledReader
{
    public static EventPayload? Read(ref JsonFields json, ref FieldSet seen)
    {
        string? orderId = null, reason = null;
        DateTimeOffset? cancelledAt = null;
        while (json.Next(ref seen, out var field))
        {
            switch (field)
            {
                case Field.OrderId:
                    orderId = json.Id(field);
                    break;
                case Field.Reason:
                    reason = json.Text(field);
                    break;
                case Field.CancelledAt:
                    cancelledAt = json.Time(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return !json.Require(orderId, Field.OrderId, DecodeErrors.BadId) || json.Refusal is not null
            ? null
            : new OrderCancelled { OrderId = orderId, Reason = reason, CancelledAt = cancelledAt };
    }
}
