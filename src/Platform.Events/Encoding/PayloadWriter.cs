using System.Text.Json;
using Platform.Events.Notifications;
using Platform.Events.Orders;
using Platform.Events.Users;

namespace Platform.Events;

/// <summary>Writes payloads; a field that is null is left out.</summary>
internal static class PayloadWriter
{
    public static void Write(Utf8JsonWriter json, EventPayload payload)
    {
        json.WriteStartObject();
        switch (payload)
        {
            case OrderCreated created:
                Write(json, created);
                break;
            case OrderUpdated updated:
                Write(json, updated);
                break;
            case OrderCancelled cancelled:
                json.WriteString("orderId"u8, cancelled.OrderId);
                WriteText(json, "reason"u8, cancelled.Reason);
                WriteTime(json, "cancelledAt"u8, cancelled.CancelledAt);
                break;
            case PaymentProcessed payment:
                Write(json, payment);
                break;
            case UserRegistered registered:
                WriteProfile(json, registered.UserId, registered.Email, registered.Name);
                break;
            case UserUpdated updated:
                WriteProfile(json, updated.UserId, updated.Email, updated.Name);
                break;
            case UserOrderActivity activity:
                Write(json, activity);
                break;
            case NotificationRequested notification:
                Write(json, notification);
                break;
            default:
                throw new ArgumentException($"There is no way to write a {payload.GetType().Name}.", nameof(payload));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OrderCreated created)
    {
        json.WriteString("orderId"u8, created.OrderId);
        json.WriteString("userId"u8, created.UserId);
        json.WriteNumber("amount"u8, created.Amount);
        WriteItems(json, created.Items);
        json.WriteString("status"u8, created.Status);
        WriteTime(json, "createdAt"u8, created.CreatedAt);
    }

    private static void Write(Utf8JsonWriter json, OrderUpdated updated)
    {
        json.WriteString("orderId"u8, updated.OrderId);
        WriteText(json, "status"u8, updated.Status);
        if (updated.Amount is { } amount)
        {
            json.WriteNumber("amount"u8, amount);
        }

        if (updated.Items is { } items)
        {
            WriteItems(json, items);
        }

        WriteTime(json, "updatedAt"u8, updated.UpdatedAt);
    }

    private static void Write(Utf8JsonWriter json, PaymentProcessed payment)
    {
        json.WriteString("paymentId"u8, payment.PaymentId);
        json.WriteString("orderId"u8, payment.OrderId);
        json.WriteNumber("amount"u8, payment.Amount);
        WriteTime(json, "processedAt"u8, payment.ProcessedAt);
    }

    private static void Write(Utf8JsonWriter json, UserOrderActivity activity)
    {
        json.WriteString("orderId"u8, activity.OrderId);
        json.WriteString("userId"u8, activity.UserId);
        json.WriteString("what"u8, WireNames.Of(activity.What));
        json.WriteNumber("amount"u8, activity.Amount);
    }

    private static void Write(Utf8JsonWriter json, NotificationRequested notification)
    {
        json.WriteString("kind"u8, WireNames.Of(notification.Kind));
        json.WriteString("userId"u8, notification.UserId);
        WriteText(json, "orderId"u8, notification.OrderId);
        json.WriteString("text"u8, notification.Text);
    }

    private static void WriteProfile(Utf8JsonWriter json, string userId, string? email, string? name)
    {
        json.WriteString("userId"u8, userId);
        WriteText(json, "email"u8, email);
        WriteText(json, "name"u8, name);
    }

    private static void WriteItems(Utf8JsonWriter json, OrderItem[] items)
    {
        json.WriteStartArray("items"u8);
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("sku"u8, item.Sku);
            json.WriteNumber("quantity"u8, item.Quantity);
            json.WriteNumber("price"u8, item.Price);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            json.WriteString(name, at.UtcDateTime);
        }
    }
}
