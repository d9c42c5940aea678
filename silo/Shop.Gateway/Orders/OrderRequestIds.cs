using Platform.Events;
using Platform.Hosting;

namespace Shop.Gateway.Orders;

/// <summary>
/// The ids of what a request makes. With an <c>Idempotency-Key</c> they follow from the key, and from the order id where the caller
/// names one, so that a repeat makes the same order and the same event, on any gateway and without any memory of the first. A repeat
/// with another body is the caller's mistake and goes unnoticed: the first event to be processed counts, the other one has no effect.
/// </summary>
internal static class OrderRequestIds
{
    /// <summary>The order id: the caller's own, else the key's, else a new one.</summary>
    public static string OrderId(NewOrder order, RequestMetadata metadata) =>
        order.OrderId ?? (metadata.IdempotencyKey is { } key ? EventIds.ForRequest("POST /orders orderId", key) : NewId());

    /// <summary>The event id of a placed order; one key used for two orders the caller names makes two.</summary>
    public static string PlacedEventId(NewOrder order, RequestMetadata metadata) =>
        metadata.IdempotencyKey is not { } key ? NewId()
        : order.OrderId is { } orderId ? EventIds.ForRequest($"POST /orders/{orderId}", key)
        : EventIds.ForRequest("POST /orders", key);

    /// <summary>The event id of a cancellation; one key used for two orders makes two.</summary>
    public static string CancelledEventId(string orderId, RequestMetadata metadata) =>
        metadata.IdempotencyKey is { } key ? EventIds.ForRequest($"POST /orders/{orderId}/cancel", key) : NewId();

    private static string NewId() => Guid.NewGuid().ToString();
}
