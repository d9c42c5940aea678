namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <summary>An event of the conformance suite: both encodings take it.</summary>
/// <param name="Producer">Who sent it.</param>
/// <param name="Number">Its number among those.</param>
[GenerateSerializer, Immutable, Alias("test.NumberedEvent")]
public sealed record NumberedEvent([property: Id(0)] string Producer, [property: Id(1)] int Number);
