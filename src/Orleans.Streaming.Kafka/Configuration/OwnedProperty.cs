namespace Orleans.Streaming.Kafka;

/// <summary>A librdkafka property that may not be passed through.</summary>
/// <param name="Reason">Why it is ours.</param>
/// <param name="Instead">What to use instead, or null where there is nothing to choose.</param>
internal sealed record OwnedProperty(string Reason, string? Instead);
