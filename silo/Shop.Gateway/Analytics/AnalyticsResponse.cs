using Shop.Grains.Analytics;

namespace Shop.Gateway.Analytics;

/// <summary>The order figures of some days.</summary>
/// <param name="From">The first UTC day.</param>
/// <param name="To">The last UTC day.</param>
/// <param name="Total">All these days together.</param>
/// <param name="Hours">The hours that have figures, ascending.</param>
internal sealed record AnalyticsResponse(DateOnly From, DateOnly To, FiguresResponse Total, IReadOnlyList<HourResponse> Hours)
{
    /// <summary>The sum of all shards.</summary>
    public static AnalyticsResponse Sum(AnalyticsRange range, IEnumerable<HourFigures[]> shards)
    {
        var total = OrderFigures.None;
        var hours = new SortedDictionary<DateTimeOffset, OrderFigures>();
        foreach (var (hour, figures) in shards.SelectMany(shard => shard))
        {
            total = total.Plus(figures);
            hours[hour] = hours.GetValueOrDefault(hour, OrderFigures.None).Plus(figures);
        }

        return new AnalyticsResponse(range.From, range.To, FiguresResponse.Of(total), [.. hours.Select(hour => HourResponse.Of(hour.Key, hour.Value))]);
    }
}
