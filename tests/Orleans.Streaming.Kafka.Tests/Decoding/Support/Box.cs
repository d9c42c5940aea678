namespace Orleans.Streaming.Kafka.Tests.Decoding.Support;

/// <summary>An event that Orleans has a serializer for, but not for all that it may hold.</summary>
[GenerateSerializer, Alias("test.Box")]
public sealed class Box
{
    [Id(0)]
    public object? Content { get; set; }
}
