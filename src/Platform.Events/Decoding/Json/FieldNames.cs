namespace Platform.Events;

/// <summary>From a name on the wire to its <see cref="Field"/> and back. Case matters.</summary>
internal static class FieldNames
{
    /// <summary>The longest name's length.</summary>
    public const int LengthMax = 13;

    public static Field FieldOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("sku"u8) ? Field.Sku : Field.Unknown,
        4 => OfFour(name),
        5 => OfFive(name),
        6 => OfSix(name),
        7 => OfSeven(name),
        8 => OfEight(name),
        9 => OfNine(name),
        11 => OfEleven(name),
        12 => name.SequenceEqual("eventVersion"u8) ? Field.EventVersion : Field.Unknown,
        13 => name.SequenceEqual("correlationId"u8) ? Field.CorrelationId : Field.Unknown,
        _ => Field.Unknown,
    };

    public static string NameOf(Field field) => field switch
    {
        Field.Amount => "amount",
        Field.CancelledAt => "cancelledAt",
        Field.CorrelationId => "correlationId",
        Field.CreatedAt => "createdAt",
        Field.Discount => "discount",
        Field.Email => "email",
        Field.EventId => "eventId",
        Field.EventType => "eventType",
        Field.EventVersion => "eventVersion",
        Field.Items => "items",
        Field.Kind => "kind",
        Field.Metadata => "metadata",
        Field.Name => "name",
        Field.OrderId => "orderId",
        Field.Payload => "payload",
        Field.PaymentId => "paymentId",
        Field.Price => "price",
        Field.ProcessedAt => "processedAt",
        Field.ProductId => "productId",
        Field.Quantity => "quantity",
        Field.Reason => "reason",
        Field.Sku => "sku",
        Field.Status => "status",
        Field.Text => "text",
        Field.Timestamp => "timestamp",
        Field.TraceParent => "traceparent",
        Field.UnitPrice => "unitPrice",
        Field.UpdatedAt => "updatedAt",
        Field.UserId => "userId",
        Field.What => "what",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "The field has no name."),
    };

    private static Field OfFour(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("name"u8) ? Field.Name
        : name.SequenceEqual("what"u8) ? Field.What
        : name.SequenceEqual("kind"u8) ? Field.Kind
        : name.SequenceEqual("text"u8) ? Field.Text
        : Field.Unknown;

    private static Field OfFive(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("items"u8) ? Field.Items
        : name.SequenceEqual("price"u8) ? Field.Price
        : name.SequenceEqual("email"u8) ? Field.Email
        : Field.Unknown;

    private static Field OfSix(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("userId"u8) ? Field.UserId
        : name.SequenceEqual("amount"u8) ? Field.Amount
        : name.SequenceEqual("status"u8) ? Field.Status
        : name.SequenceEqual("reason"u8) ? Field.Reason
        : Field.Unknown;

    private static Field OfSeven(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("orderId"u8) ? Field.OrderId
        : name.SequenceEqual("eventId"u8) ? Field.EventId
        : name.SequenceEqual("payload"u8) ? Field.Payload
        : Field.Unknown;

    private static Field OfEight(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("quantity"u8) ? Field.Quantity
        : name.SequenceEqual("metadata"u8) ? Field.Metadata
        : name.SequenceEqual("discount"u8) ? Field.Discount
        : Field.Unknown;

    private static Field OfNine(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("eventType"u8) ? Field.EventType
        : name.SequenceEqual("timestamp"u8) ? Field.Timestamp
        : name.SequenceEqual("createdAt"u8) ? Field.CreatedAt
        : name.SequenceEqual("updatedAt"u8) ? Field.UpdatedAt
        : name.SequenceEqual("paymentId"u8) ? Field.PaymentId
        : name.SequenceEqual("productId"u8) ? Field.ProductId
        : name.SequenceEqual("unitPrice"u8) ? Field.UnitPrice
        : Field.Unknown;

    private static Field OfEleven(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("cancelledAt"u8) ? Field.CancelledAt
        : name.SequenceEqual("processedAt"u8) ? Field.ProcessedAt
        : name.SequenceEqual("traceparent"u8) ? Field.TraceParent
        : Field.Unknown;
}
