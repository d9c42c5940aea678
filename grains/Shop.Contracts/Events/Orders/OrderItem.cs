using System.Text.Json.Serialization;

namespace Shop.Events.Orders;

/// <summary>A line of an order.</summary>
/// <param name="Sku">What was ordered (<c>sku</c>, or <c>productId</c>, on the wire).</param>
/// <param name="Quantity">How many; may be fractional.</param>
/// <param name="Price">The price of one.</param>
[JsonConverter(typeof(OrderItemConverter)), GenerateSerializer, Immutable, Alias("platform.order-item")]
public sealed record OrderItem(
    [property: Id(0)] string Sku,
    [property: Id(1)] decimal Quantity,
    [property: Id(2)] decimal Price);
