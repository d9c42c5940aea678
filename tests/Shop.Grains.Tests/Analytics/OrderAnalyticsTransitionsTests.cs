using Platform.Events;
using Shop.Events.Users;
using Shop.Grains.Analytics;

namespace Shop.Grains.Tests.Analytics;

public sealed class OrderAnalyticsTransitionsTests
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Figures_WhenAnOrderReportsWhatItCounted_AreByHourOfTheEventsOwnTime()
    {
        var state = After(
            Some.Event(Some.Activity(OrderActivityKind.Created, 100), at: Ten),
            Some.Event(Some.Activity(OrderActivityKind.Created, 50), at: Ten.AddHours(1).AddTicks(-1)),
            Some.Event(Some.Activity(OrderActivityKind.Paid, 30), at: new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(2))),
            Some.Event(Some.Activity(OrderActivityKind.Cancelled, 100), at: Ten.AddHours(3)));

        Assert.Equal(
            [new OrderFigures(2, 0, 150, 0), new OrderFigures(0, 0, 0, 30), new OrderFigures(0, 1, 0, 0)],
            state.Hours.Values);
    }

    [Fact]
    public void Shard_OfAnOrder_IsOneOfItsDaysAndTheSameInEveryProcess()
    {
        Assert.Equal("2026-03-01/40", AnalyticsShard.KeyOf(Ten, "o-1"));
        Assert.Equal("2026-02-28/40", AnalyticsShard.KeyOf(new DateTimeOffset(2026, 3, 1, 1, 0, 0, TimeSpan.FromHours(2)), "o-1"));
        Assert.Contains("2026-03-01/40", AnalyticsShard.KeysOf(new DateOnly(2026, 3, 1)));
        Assert.Equal(64, Enumerable.Range(0, 2_000).Select(n => AnalyticsShard.KeyOf(Ten, $"order-{n}")).Distinct().Count());
    }

    private static OrderAnalyticsState After(params Event[] events) =>
        events.Aggregate((OrderAnalyticsState?)null, (state, @event) => OrderAnalyticsTransitions.Apply(state, @event).State)!;
}
