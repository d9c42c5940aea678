using Orleans.Streaming.Kafka;

namespace Delivery;

/// <summary>A grain that takes events and stores nothing.</summary>
[Alias("delivery.IIdleGrain")]
internal interface IIdleGrain : IEventReceiver;
