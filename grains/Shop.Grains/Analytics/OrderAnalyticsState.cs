using System.Collections.Immutable;

namespace Shop.Grains.Analytics;

/// <summary>
/// The figures of one source partition. All hours are kept: about 60 bytes each, so half a megabyte a year where every hour
/// has events.
/// </summary>
[GenerateSerializer, Immutable, Alias("platform.order-analytics-state")]
internal sealed record OrderAnalyticsState
{
    /// <summary>Nothing yet.</summary>
    public static OrderAnalyticsState Empty { get; } = new();

    /// <summary>All hours together.</summary>
    [Id(0)]
    public OrderFigures Total { get; init; } = OrderFigures.None;

    /// <summary>The figures by hour, counted from 1970-01-01T00:00Z.</summary>
    [Id(1)]
    public ImmutableSortedDictionary<int, OrderFigures> Hours { get; init; } = ImmutableSortedDictionary<int, OrderFigures>.Empty;
}
