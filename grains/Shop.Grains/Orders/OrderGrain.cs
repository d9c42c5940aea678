using Orleans.Placement;
using Platform.Processing;

namespace Shop.Grains.Orders;

/// <inheritdoc cref="IOrderGrain"/>
/// <param name="processing">What processing needs.</param>
[PreferLocalPlacement]
internal sealed class OrderGrain(EventProcessing processing)
    : EventProcessorGrain<OrderState>(OrderTransitions.Kind, OrderTransitions.Apply, processing), IOrderGrain
{
    /// <inheritdoc/>
    public ValueTask<OrderView?> Get() => new(Read() is { } order ? ToView(order) : null);

    private OrderView ToView(OrderState order) => new()
    {
        OrderId = this.GetPrimaryKeyString(),
        UserId = order.UserId,
        Status = order.Status,
        Amount = order.Amount,
        Paid = order.Paid,
        Items = order.Items,
        EventsApplied = order.EventsApplied,
        UpdatedAt = order.UpdatedAt,
    };
}
