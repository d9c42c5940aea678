using Platform.Events.Users;

namespace Platform.Events;

/// <summary>Reads <c>user.order-activity</c>.</summary>
internal static class UserOrderActivityReader
{
    public static EventPayload? Read(ref JsonFields json, ref FieldSet seen)
    {
        string? orderId = null, userId = null, what = null;
        decimal? amount = null;
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
                case Field.What:
                    what = json.Text(field);
                    break;
                case Field.Amount:
                    amount = json.Amount(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (!json.Require(userId, Field.UserId, DecodeErrors.BadId)
            || !json.Require(orderId, Field.OrderId, DecodeErrors.BadId)
            || !json.Require(amount, Field.Amount)
            || KindOf(ref json, what) is not { } kind
            || json.Refusal is not null)
        {
            return null;
        }

        return new UserOrderActivity
        {
            OrderId = orderId,
            UserId = userId,
            What = kind,
            Amount = amount.Value,
        };
    }

    private static OrderActivityKind? KindOf(ref JsonFields json, string? what)
    {
        if (!json.Require(what, Field.What))
        {
            return null;
        }

        var kind = WireNames.ActivityKindOf(what);
        if (kind is null)
        {
            json.Refuse(DecodeErrors.BadField, Field.What, $"is {Excerpt.Of(what)}; it must be created, paid or cancelled");
        }

        return kind;
    }
}
