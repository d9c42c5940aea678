using Shop.Events.Orders;
using Shop.Grains.Orders;

namespace Shop.Gateway.Tests.Hosting;

internal static class TestOrders
{
    public static OrderView Order(string id) => new()
    {
        OrderId = id,
        UserId = "ada",
        Status = "confirmed",
        Amount = 1234567890123456.7890123456m,
        Paid = 0.10m,
        Items = [new OrderItem("tea", 0.5m, 19.80m)],
        EventsApplied = 3,
        UpdatedAt = new DateTimeOffset(2026, 3, 1, 13, 0, 0, 250, TimeSpan.FromHours(1)),
    };
}
