namespace Orleans.Streaming.Kafka;

/// <summary>What one silo is to resume, where it reads that partition.</summary>
[GenerateSerializer, Immutable, Alias("orleans.kafka.resume-request")]
internal sealed record ResumeRequest([property: Id(0)] string Provider, [property: Id(1)] string Topic, [property: Id(2)] int Partition, [property: Id(3)] long? Offset);
