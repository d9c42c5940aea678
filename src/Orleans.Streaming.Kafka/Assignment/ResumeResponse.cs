namespace Orleans.Streaming.Kafka;

/// <summary>What one silo did.</summary>
/// <param name="From">The first offset that was not read.</param>
/// <param name="To">Where it is read on.</param>
/// <param name="Error">Why it did nothing, or null.</param>
/// <param name="IsTransient">Whether the same request may succeed later.</param>
[GenerateSerializer, Immutable, Alias("orleans.kafka.resume-response")]
internal sealed record ResumeResponse([property: Id(0)] long From, [property: Id(1)] long To, [property: Id(2)] string? Error = null, [property: Id(3)] bool IsTransient = false);
