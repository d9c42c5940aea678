namespace Shop.Gateway.Orders;

/// <summary>Where an order is found.</summary>
internal static class OrderLocation
{
    /// <summary>The path of an order, percent-encoded.</summary>
    public static string Of(HttpRequest request, string orderId) =>
        $"{request.PathBase.ToUriComponent()}/orders/{Uri.EscapeDataString(orderId)}";
}
