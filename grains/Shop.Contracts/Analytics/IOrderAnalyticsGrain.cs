using Orleans.Concurrency;
using Orleans.Streaming.Kafka;

namespace Shop.Grains.Analytics;

/// <summary>
/// Order figures of one day of a part of the orders, keyed by <see cref="AnalyticsShard.KeyOf"/>: receives what order grains publish, each
/// event of an order once; all shards of a day are summed on read.
/// </summary>
[Alias("platform.IOrderAnalyticsGrain")]
public interface IOrderAnalyticsGrain : IEventReceiver
{
    /// <summary>The shard's figures per UTC hour of the events' own time, ascending, as they are durably. Answers while the grain works; an unknown shard leaves nothing behind.</summary>
    [AlwaysInterleave, Alias("GetHours")]
    ValueTask<HourFigures[]> GetHours();
}
