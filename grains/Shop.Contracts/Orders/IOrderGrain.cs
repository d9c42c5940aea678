using Orleans.Concurrency;
using Orleans.Streaming.Kafka;

namespace Shop.Grains.Orders;

/// <summary>An order, keyed by order id: receives <c>orders.*</c> and <c>payments.processed</c>.</summary>
[Alias("platform.IOrderGrain")]
public interface IOrderGrain : IEventReceiver
{
    /// <summary>
    /// The order as it is durably, or null until it was created. Answers while the grain works; asking for an unknown
    /// order leaves nothing behind.
    /// </summary>
    [AlwaysInterleave, Alias("Get")]
    ValueTask<OrderView?> Get();
}
