using System.Text.Json.Serialization;

namespace Peers.Orders;

/// <summary>The envelope of every input; all of it is read.</summary>
public sealed record OrderEvent(Guid EventId, string EventType, string EventVersion, string Timestamp, string CorrelationId, OrderPayload Payload)
{
    [JsonIgnore]
    public bool HasOutput => EventType != "order.updated";
}

/// <summary>The payloads of all three types in one.</summary>
public sealed record OrderPayload(
    string OrderId, string? UserId, string? Status, string? PaymentId, string? CreatedAt, string? UpdatedAt, string? ProcessedAt, decimal? Amount, IReadOnlyList<OrderItem>? Items);

/// <summary>What was ordered.</summary>
public sealed record OrderItem(string Sku, int Quantity, decimal Price);
