namespace Shop.Grains.Analytics;

/// <summary>Figures in all and per UTC hour of the events' own time.</summary>
/// <param name="Total">All hours together.</param>
/// <param name="Hours">The figures by the start of the hour (UTC), ascending.</param>
[GenerateSerializer, Immutable, Alias("platform.order-analytics")]
public sealed record OrderAnalytics(
    [property: Id(0)] OrderFigures Total,
    [property: Id(1)] HourFigures[] Hours);
