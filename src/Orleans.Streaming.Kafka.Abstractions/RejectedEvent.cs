namespace Orleans.Streaming.Kafka;

/// <summary>An event a receiver drops with a reason; it goes to the dead-letter topic.</summary>
/// <param name="Index">Its index in <see cref="EventBatch.Events"/>.</param>
/// <param name="ErrorType">A short, stable name of the kind of error, for example <c>waiting-limit</c>.</param>
/// <param name="Error">What was wrong, for a person.</param>
[GenerateSerializer, Immutable, Alias("orleans.kafka.refused-event")]
public sealed record RejectedEvent(
    [property: Id(0)] int Index,
    [property: Id(1)] string ErrorType,
    [property: Id(2)] string Error)
{
    /// <summary>Its place among what its entity has parked (from 1), or null where it is parked nowhere; the dead letter's <c>dlq-sequence</c>.</summary>
    [Id(3)]
    public long? Sequence { get; init; }
}
