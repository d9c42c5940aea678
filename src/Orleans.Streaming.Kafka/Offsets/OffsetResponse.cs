using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>What the broker says to an <see cref="OffsetRequest"/>.</summary>
/// <param name="Offset">The committed offset, or null where there is none or the topic is another one now.</param>
/// <param name="Error">Why this one question has no answer, or null.</param>
internal readonly record struct OffsetResponse(long? Offset, Error? Error = null);
