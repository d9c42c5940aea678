using Orleans.Concurrency;
using Orleans.Streaming.Kafka;

namespace Shop.Grains.Analytics;

/// <summary>
/// Order figures of one source partition, keyed by <see cref="AnalyticsShard.KeyOf"/>; all shards are summed on read. An
/// aggregate over many entities is deduplicated by its one partition's position.
/// </summary>
[Alias("platform.IOrderAnalyticsGrain")]
public interface IOrderAnalyticsGrain : IEventReceiver
{
    /// <summary>This partition's figures, as they are durably. Answers while the grain works.</summary>
    [AlwaysInterleave, Alias("Get")]
    ValueTask<OrderAnalytics> Get();
}
