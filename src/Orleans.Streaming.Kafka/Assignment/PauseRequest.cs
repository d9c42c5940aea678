namespace Orleans.Streaming.Kafka;

/// <summary>What one silo is to pause, or to have go on, of what it reads of a topic.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">One partition; null for all.</param>
[GenerateSerializer, Immutable, Alias("orleans.kafka.pause-request")]
internal sealed record PauseRequest([property: Id(0)] string Provider, [property: Id(1)] string Topic, [property: Id(2)] int? Partition);
