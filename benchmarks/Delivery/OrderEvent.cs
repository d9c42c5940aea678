using System.Text.Json;

namespace Delivery;

/// <summary>The envelope of an event.</summary>
[GenerateSerializer, Immutable, Alias("delivery.order-event")]
public sealed record OrderEvent(
    [property: Id(0)] Guid EventId,
    [property: Id(1)] string EventType,
    [property: Id(2)] string EventVersion,
    [property: Id(3)] DateTimeOffset Timestamp,
    [property: Id(4)] string CorrelationId,
    [property: Id(5)] OrderPayload Payload)
{
    /// <summary>The decoding that every way does.</summary>
    public static OrderEvent Read(byte[] value) => JsonSerializer.Deserialize(value, OrderEventJson.Default.OrderEvent)!;
}

/// <summary>What the event says.</summary>
[GenerateSerializer, Immutable, Alias("delivery.order-payload")]
public sealed record OrderPayload(
    [property: Id(0)] string OrderId,
    [property: Id(1)] string? UserId,
    [property: Id(2)] decimal? Amount,
    [property: Id(3)] OrderItem[]? Items,
    [property: Id(4)] string? Status,
    [property: Id(5)] DateTimeOffset? CreatedAt);

/// <summary>What was ordered.</summary>
[GenerateSerializer, Immutable, Alias("delivery.order-item")]
public sealed record OrderItem([property: Id(0)] string Sku, [property: Id(1)] int Quantity, [property: Id(2)] decimal Price);
