using Platform.Events;
using Shop.Grains.Orders;

namespace Shop.Gateway.Orders;

/// <summary>An order as it is durably.</summary>
/// <param name="OrderId">The order's id.</param>
/// <param name="UserId">Whose order it is.</param>
/// <param name="Status">The status, in lower case.</param>
/// <param name="Amount">What it costs.</param>
/// <param name="Paid">The sum of its payments.</param>
/// <param name="Items">What was ordered.</param>
/// <param name="EventsApplied">How many distinct events changed it.</param>
/// <param name="UpdatedAt">The time of the last of them, UTC.</param>
internal sealed record OrderResponse(
    string OrderId,
    string UserId,
    string Status,
    decimal Amount,
    MoneySum Paid,
    IReadOnlyList<OrderItemResponse> Items,
    long EventsApplied,
    DateTime UpdatedAt)
{
    /// <summary>The answer for an order.</summary>
    public static OrderResponse Of(OrderView order) => new(
        order.OrderId,
        order.UserId,
        order.Status,
        order.Amount,
        order.Paid,
        [.. order.Items.Select(item => new OrderItemResponse(item.Sku, item.Quantity, item.Price))],
        order.EventsApplied,
        order.UpdatedAt.UtcDateTime);
}
