using Shop.Events.Orders;

namespace Shop.Contracts.Tests;

public sealed class OrderTotalTests
{
    [Fact]
    public void TryOf_WhenItemsFit_IsExact()
    {
        OrderItem[] items = [new("a", 3, 0.10m), new("b", 0.5m, 0.3m), new("c", 0, 5), new("d", 1, 0m), new("e", -1, 1.25m)];

        var summed = OrderTotal.TryOf(items, out var total);

        Assert.True(summed);
        Assert.Equal(-0.80m, total);
    }

    [Fact]
    public void TryOf_WhenThereAreNoItems_IsNothing()
    {
        Assert.True(OrderTotal.TryOf([], out var total));
        Assert.Equal(0, total);
    }

    [Fact]
    public void TryOf_WhenItWouldBeRounded_IsFalse()
    {
        Assert.False(OrderTotal.TryOf([new("a", 0.000001m, 0.000001m)], out _));
        Assert.False(OrderTotal.TryOf([new("a", 1e20m, 1e20m)], out _));
        Assert.False(OrderTotal.TryOf([new("a", 12345678901234567.8901234567m, 1.0000000001m)], out _));
        Assert.False(OrderTotal.TryOf([new("a", 1, 9999999999999999999999999999m), new("b", 1, 0.1m)], out _));
        Assert.False(OrderTotal.TryOf([new("a", 1e-20m, 1e-20m)], out _));
    }
}
