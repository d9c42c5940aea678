using System.Collections.Immutable;

namespace Shop.Grains.Analytics;

/// <summary>The figures of one day of a part of the orders: at most 24 hours.</summary>
[GenerateSerializer, Immutable, Alias("platform.order-analytics-day")]
internal sealed record OrderAnalyticsState
{
    /// <summary>Nothing yet.</summary>
    public static OrderAnalyticsState Empty { get; } = new();

    /// <summary>The figures by hour, counted from 1970-01-01T00:00Z.</summary>
    [Id(0)]
    public ImmutableSortedDictionary<int, OrderFigures> Hours { get; init; } = ImmutableSortedDictionary<int, OrderFigures>.Empty;
}
