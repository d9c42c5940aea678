using Shop.Grains.Analytics;

namespace Shop.Gateway.Analytics;

/// <summary>The order figures.</summary>
/// <param name="Total">All hours together.</param>
/// <param name="Hours">The hours that have figures, ascending.</param>
internal sealed record AnalyticsResponse(FiguresResponse Total, IReadOnlyList<HourResponse> Hours)
{
    /// <summary>The sum of all shards.</summary>
    public static AnalyticsResponse Sum(IEnumerable<OrderAnalytics> shards)
    {
        var total = OrderFigures.None;
        var hours = new SortedDictionary<DateTimeOffset, OrderFigures>();
        foreach (var shard in shards)
        {
            total = total.Plus(shard.Total);
            foreach (var (hour, figures) in shard.Hours)
            {
                hours[hour] = hours.GetValueOrDefault(hour, OrderFigures.None).Plus(figures);
            }
        }

        return new AnalyticsResponse(FiguresResponse.Of(total), [.. hours.Select(hour => HourResponse.Of(hour.Key, hour.Value))]);
    }
}
