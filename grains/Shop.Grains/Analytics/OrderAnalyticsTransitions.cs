using Platform.Events;
using Platform.Processing;
using Shop.Events.Users;

namespace Shop.Grains.Analytics;

/// <summary>What events do to the figures.</summary>
internal static class OrderAnalyticsTransitions
{
    /// <summary>The kind of entity.</summary>
    public const string Kind = "order-analytics";

    /// <summary>Applies an event; see <see cref="Transition{TState}"/>.</summary>
    /// <param name="state">The figures, or null where nothing was counted yet.</param>
    /// <param name="event">The event.</param>
    public static Effect<OrderAnalyticsState> Apply(OrderAnalyticsState? state, Event @event) => @event.Payload switch
    {
        UserOrderActivity { What: OrderActivityKind.Created } created => Count(state, @event, new OrderFigures(1, 0, created.Amount, 0)),
        UserOrderActivity { What: OrderActivityKind.Cancelled } => Count(state, @event, new OrderFigures(0, 1, 0, 0)),
        UserOrderActivity { What: OrderActivityKind.Paid } payment => Count(state, @event, new OrderFigures(0, 0, 0, payment.Amount)),
        UserOrderActivity other => throw new EventRejectedException("unknown-activity", $"An order's activity can't be {other.What}."),
        _ => throw UnexpectedEvent.For(Kind, @event),
    };

    private static Effect<OrderAnalyticsState> Count(OrderAnalyticsState? state, Event @event, OrderFigures figures)
    {
        var hours = (state ?? OrderAnalyticsState.Empty).Hours;
        var hour = HourOf(@event.Timestamp);
        return Effect.Change(new OrderAnalyticsState { Hours = hours.SetItem(hour, hours.GetValueOrDefault(hour, OrderFigures.None).Plus(figures)) });
    }

    private static int HourOf(DateTimeOffset time) =>
        (int)((time.UtcTicks / TimeSpan.TicksPerHour) - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerHour));
}
