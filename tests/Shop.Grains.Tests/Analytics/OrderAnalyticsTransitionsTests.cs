using Platform.Events;
using Platform.Processing;
using Shop.Grains.Analytics;

namespace Shop.Grains.Tests.Analytics;

public sealed class OrderAnalyticsTransitionsTests
{
    [Fact]
    public void Figures_WhenEventsAreCounted_AreInAllAndPerHourOfTheEventsOwnTime()
    {
        var hour = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
        var state = After(
            Some.Event(Some.Created(100), at: hour),
            Some.Event(Some.Created(50), at: hour.AddHours(1).AddTicks(-1)),
            Some.Event(Some.Payment(30), at: new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(2))),
            Some.Event(Some.Cancelled(), at: hour.AddDays(-1)));

        Assert.Equal(new OrderFigures(2, 1, 150, 30), state.Total);
        Assert.Equal(
            [new OrderFigures(0, 1, 0, 0), new OrderFigures(2, 0, 150, 0), new OrderFigures(0, 0, 0, 30)],
            state.Hours.Values);
    }

    [Fact]
    public void Figures_WhenAnOrderIsUpdated_Stay()
    {
        var effect = OrderAnalyticsTransitions.Apply(null, Some.Event(Some.Updated("confirmed", 1)));

        Assert.Equal(EffectKind.Skip, effect.Kind);
    }

    private static OrderAnalyticsState After(params Event[] events) =>
        events.Aggregate((OrderAnalyticsState?)null, (state, @event) => OrderAnalyticsTransitions.Apply(state, @event).State)!;
}
