using Platform.Events.Notifications;

namespace Platform.Events;

/// <summary>Reads <c>notification.requested</c>.</summary>
internal static class NotificationRequestedReader
{
    public static EventPayload? Read(ref JsonFields json, ref FieldSet seen)
    {
        string? kindName = null, userId = null, orderId = null, text = null;
        while (json.Next(ref seen, out var field))
        {
            switch (field)
            {
                case Field.Kind:
                    kindName = json.Text(field);
                    break;
                case Field.UserId:
                    userId = json.Id(field);
                    break;
                case Field.OrderId:
                    orderId = json.Id(field);
                    break;
                case Field.Text:
                    text = json.Text(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (!json.Require(userId, Field.UserId, DecodeErrors.BadId)
            || !json.Require(text, Field.Text)
            || KindOf(ref json, kindName) is not { } kind
            || json.Refusal is not null)
        {
            return null;
        }

        return new NotificationRequested
        {
            Kind = kind,
            UserId = userId,
            OrderId = orderId,
            Text = text,
        };
    }

    private static NotificationKind? KindOf(ref JsonFields json, string? name)
    {
        if (!json.Require(name, Field.Kind))
        {
            return null;
        }

        var kind = WireNames.NotificationKindOf(name);
        if (kind is null)
        {
            json.Refuse(DecodeErrors.BadField, Field.Kind, $"is {Excerpt.Of(name)}; it must be welcome, order-created, order-paid or order-cancelled");
        }

        return kind;
    }
}
