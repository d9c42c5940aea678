namespace Shop.Gateway.Orders;

/// <summary>An item of an order.</summary>
/// <param name="Sku">What was ordered.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Price">The price of one.</param>
internal sealed record OrderItemResponse(string Sku, decimal Quantity, decimal Price);
