using Orleans.Placement;
using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Shop.Grains.Analytics;

/// <inheritdoc cref="IOrderAnalyticsGrain"/>
/// <param name="processing">What processing needs.</param>
[PreferLocalPlacement]
internal sealed class OrderAnalyticsGrain(EventProcessing processing)
    : EventProcessorGrain<OrderAnalyticsState>(
        OrderAnalyticsTransitions.Kind,
        OrderAnalyticsTransitions.Apply,
        processing,
        recentIds: LastThousand,
        failedEvents: FailurePolicy.DeadLetter), IOrderAnalyticsGrain
{
    // The position decides. The ids are for a request that was sent to the gateway twice, which puts the same event into the
    // partition twice; an age would keep a whole partition's ids of ten minutes.
    private static readonly RecentIdLimits LastThousand = new(1_024, 1_024, TimeSpan.Zero);

    /// <inheritdoc/>
    public ValueTask<OrderAnalytics> Get()
    {
        var figures = Read() ?? OrderAnalyticsState.Empty;
        return new(new OrderAnalytics(figures.Total, [.. figures.Hours.Select(hour => new HourFigures(StartOf(hour.Key), hour.Value))]));
    }

    private static DateTimeOffset StartOf(int hour) => DateTimeOffset.UnixEpoch.AddHours(hour);
}
