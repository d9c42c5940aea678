using CsCheck;
using Platform.Events;
using Shop.Events;
using Shop.Events.Notifications;
using Shop.Events.Orders;
using Shop.Events.Users;

namespace Shop.Contracts.Tests;

/// <summary>Random events of every type, within the decoder's limits.</summary>
internal static class RandomEvents
{
    private static readonly Gen<string> Id = Gen.OneOf("a", "Z", "0", "9", "-", ":", "/", " b", "é", "漢", "😀", "\"", "\\", "<", "&", "'", "+").Array[1, 20].Select(string.Concat);

    private static readonly Gen<string> EventId = Gen.OneOf("a", "Z", "0", "{", "é", "漢", "😀", "\"", "\\", "\u0001", "\u007f").Array[1, 100].Select(string.Concat);

    private static readonly Gen<string> Text = Gen.OneOf("", " ", "a", "<b>", "é", "😀", "\"", "\\", "\0", "\n", "\u2028", "\ufeff", "\uffff").Array[0, 20].Select(string.Concat);

    private static readonly Gen<decimal> Amount = Gen.Select(
        Gen.Long,
        Gen.OneOf(1m, 1m, 1_000_000_000m),
        Gen.Int[0, 10],
        (digits, factor, scale) =>
        {
            var bits = decimal.GetBits(digits * factor);
            return new decimal(bits[0], bits[1], bits[2], digits < 0, (byte)scale);
        });

    private static readonly Gen<decimal> Cost = Amount.Select(Math.Abs);

    private static readonly Gen<DateTimeOffset> Time = Gen.Select(
        Gen.Long[DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks],
        Gen.OneOf(1L, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond),
        (ticks, unit) => new DateTimeOffset(ticks / unit * unit, TimeSpan.Zero));

    private static readonly Gen<OrderItem[]> Items = Gen.Select(Id, Cost, Cost, (sku, quantity, price) => new OrderItem(sku, quantity, price)).Array[0, 4];

    private static readonly Gen<string> Status = Gen.OneOf("pending", "confirmed", "paid", "shipped", "cancelled", "on hold", "é");

    private static readonly Gen<(string Type, EventPayload Payload)> Payload = Gen.OneOf(
        Gen.Select(Id, Id, Cost, Items, Status, Time.Nullable(), (orderId, userId, amount, items, status, time) => Of(
            EventTypes.OrderCreated,
            new OrderCreated { OrderId = orderId, UserId = userId, Amount = amount, Items = items, Status = status, CreatedAt = time })),
        Gen.Select(Id, Status.Null(), Cost.Nullable(), Items.Null(), Time.Nullable(), (orderId, status, amount, items, time) => Of(
            EventTypes.OrderUpdated,
            new OrderUpdated { OrderId = orderId, Status = status, Amount = amount, Items = items, UpdatedAt = time })),
        Gen.Select(Id, Text.Null(), Time.Nullable(), (orderId, reason, time) => Of(
            EventTypes.OrderCancelled,
            new OrderCancelled { OrderId = orderId, Reason = reason, CancelledAt = time })),
        Gen.Select(Id, Id, Amount, Time.Nullable(), (paymentId, orderId, amount, time) => Of(
            EventTypes.PaymentProcessed,
            new PaymentProcessed { PaymentId = paymentId, OrderId = orderId, Amount = amount, ProcessedAt = time })),
        Gen.Select(Id, Text.Null(), Text.Null(), (userId, email, name) => Of(
            EventTypes.UserRegistered,
            new UserRegistered { UserId = userId, Email = email, Name = name })),
        Gen.Select(Id, Text.Null(), Text.Null(), (userId, email, name) => Of(
            EventTypes.UserUpdated,
            new UserUpdated { UserId = userId, Email = email, Name = name })),
        Gen.Select(Id, Id, Gen.Enum<OrderActivityKind>(), Amount, (orderId, userId, what, amount) => Of(
            EventTypes.UserOrderActivity,
            new UserOrderActivity { OrderId = orderId, UserId = userId, What = what, Amount = amount })),
        Gen.Select(Gen.Enum<NotificationKind>(), Id, Id.Null(), Text, (kind, userId, orderId, text) => Of(
            EventTypes.NotificationRequested,
            new NotificationRequested { Kind = kind, UserId = userId, OrderId = orderId, Text = text })));

    public static readonly Gen<Event> Any = Gen.Select(
        Payload,
        EventId,
        EventId,
        Time,
        Gen.OneOf("1.0", "1.7"),
        Gen.OneOf(null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        (payload, id, correlationId, time, version, traceParent) => new Event
        {
            Id = id,
            Type = payload.Type,
            Version = version,
            Timestamp = time,
            CorrelationId = correlationId,
            TraceParent = traceParent,
            Payload = payload.Payload,
        });

    private static (string Type, EventPayload Payload) Of(string type, EventPayload payload) => (type, payload);
}
