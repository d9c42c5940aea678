namespace Orleans.Streaming.Kafka.Tests.Decoding.Support;

[GenerateSerializer, Immutable, Alias("test.meter-reading")]
public sealed record MeterReading([property: Id(0)] string Meter, [property: Id(1)] int Value);
