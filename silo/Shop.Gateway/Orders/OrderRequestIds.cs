using Platform.Hosting;

namespace Shop.Gateway.Orders;

/// <summary>
/// The ids of what a request makes. With an <c>Idempotency-Key</c> they follow from route, caller and key, so that a repeat makes the same
/// order and the same event, on any gateway, also one that was cut off.
/// </summary>
internal static class OrderRequestIds
{
    /// <summary>The key of a placed order, or null without one.</summary>
    public static RequestKey? ToPlace(string caller, RequestMetadata metadata) => Of("POST /orders", caller, metadata);

    /// <summary>The key of a cancellation, or null without one; one key used for two orders is two.</summary>
    public static RequestKey? ToCancel(string orderId, string caller, RequestMetadata metadata) => Of($"POST /orders/{orderId}/cancel", caller, metadata);

    /// <summary>The order id: the caller's own, else the key's, else a new one.</summary>
    public static string OrderId(NewOrder order, RequestKey? key) => order.OrderId ?? key?.IdOf("order") ?? NewId();

    /// <summary>The id of the event that the request becomes.</summary>
    public static string EventId(RequestKey? key) => key?.IdOf("event") ?? NewId();

    private static RequestKey? Of(string route, string caller, RequestMetadata metadata) =>
        metadata.IdempotencyKey is { } key ? new RequestKey(route, caller, key) : null;

    private static string NewId() => Guid.NewGuid().ToString();
}
