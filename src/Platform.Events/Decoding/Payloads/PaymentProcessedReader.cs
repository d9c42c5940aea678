using Platform.Events.Orders;

namespace Platform.Events;

/// <summary>Reads <c>payment.processed</c>.</summary>
internal static class PaymentProcessedReader
{
    public static EventPayload? Read(ref JsonFields json, ref FieldSet seen)
    {
        string? paymentId = null, orderId = null;
        decimal? amount = null;
        DateTimeOffset? processedAt = null;
        while (json.Next(ref seen, out var field))
        {
            switch (field)
            {
                case Field.PaymentId:
                    paymentId = json.Id(field);
                    break;
                case Field.OrderId:
                    orderId = json.Id(field);
                    break;
                case Field.Amount:
                    amount = json.Amount(field);
                    break;
                case Field.ProcessedAt:
                    processedAt = json.Time(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (!json.Require(orderId, Field.OrderId, DecodeErrors.BadId)
            || !json.Require(paymentId, Field.PaymentId, DecodeErrors.BadId)
            || !json.Require(amount, Field.Amount)
            || json.Refusal is not null)
        {
            return null;
        }

        return new PaymentProcessed
        {
            PaymentId = paymentId,
            OrderId = orderId,
            Amount = amount.Value,
            ProcessedAt = processedAt,
        };
    }
}
