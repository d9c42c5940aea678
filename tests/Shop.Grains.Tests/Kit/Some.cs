using Platform.Events;
using Platform.Processing;
using Shop.Events;
using Shop.Events.Orders;
using Shop.Events.Users;

namespace Shop.Grains.Tests;

/// <summary>Makes events.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Time = new(2026, 3, 1, 10, 30, 0, TimeSpan.Zero);

    public static OutputFactory Outputs { get; } = new(ShopEvents.Catalog, new EventEncoder(ShopEvents.Catalog), _ => false);

    public static Event Event(object payload, string? id = null, DateTimeOffset? at = null) => new()
    {
        Id = id ?? Guid.NewGuid().ToString(),
        Type = ShopEvents.Catalog.TypeOf(payload).Name,
        Version = "1.0",
        Timestamp = at ?? Time,
        CorrelationId = "0f8fad5b-d9cb-469f-a165-70867728950e",
        Payload = payload,
    };

    public static OrderCreated Created(decimal amount = 100, string status = "pending") => new()
    {
        OrderId = "o-1",
        UserId = "u-1",
        Amount = amount,
        Items = [new OrderItem("sku-1", 2, 25.50m), new OrderItem("sku-2", 1, 49.00m)],
        Status = status,
    };

    public static OrderUpdated Updated(string? status = null, decimal? amount = null, OrderItem[]? items = null) =>
        new() { OrderId = "o-1", Status = status, Amount = amount, Items = items };

    public static OrderCancelled Cancelled() => new() { OrderId = "o-1" };

    public static PaymentProcessed Payment(decimal amount) => new() { PaymentId = "p-1", OrderId = "o-1", Amount = amount };

    public static UserOrderActivity Activity(OrderActivityKind what, decimal amount, string orderId = "o-1") =>
        new() { OrderId = orderId, UserId = "u-1", What = what, Amount = amount };

    /// <summary>What the outputs of an effect go out as.</summary>
    public static IReadOnlyList<OutgoingEvent> Outgoing<TState>(Effect<TState> effect)
        where TState : class => effect.Complete(Outputs, Event(Cancelled()), "shop/1").Outgoing;
}
