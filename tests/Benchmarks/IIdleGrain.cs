namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>A grain that takes events and stores nothing.</summary>
[Alias("bench.IIdleGrain")]
internal interface IIdleGrain : IEventReceiver;
