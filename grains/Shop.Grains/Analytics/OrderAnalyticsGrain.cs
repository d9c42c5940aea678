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
        failedEvents: FailurePolicy.DeadLetter), IOrderAnalyticsGrain
{
    /// <inheritdoc/>
    public ValueTask<HourFigures[]> GetHours() =>
        new([.. (Read() ?? OrderAnalyticsState.Empty).Hours.Select(hour => new HourFigures(StartOf(hour.Key), hour.Value))]);

    private static DateTimeOffset StartOf(int hour) => DateTimeOffset.UnixEpoch.AddHours(hour);
}
