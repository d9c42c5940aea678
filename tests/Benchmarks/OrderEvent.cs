namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>What the records say.</summary>
[GenerateSerializer, Immutable, Alias("bench.order-event")]
public sealed record OrderEvent(
    [property: Id(0)] string EventId,
    [property: Id(1)] string EventType,
    [property: Id(2)] string OrderId,
    [property: Id(3)] string UserId,
    [property: Id(4)] decimal Amount,
    [property: Id(5)] string Note);
