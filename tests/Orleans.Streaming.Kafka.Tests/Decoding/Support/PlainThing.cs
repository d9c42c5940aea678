namespace Orleans.Streaming.Kafka.Tests.Decoding.Support;

/// <summary>An event that Orleans has no serializer for.</summary>
public sealed record PlainThing(string Id);
