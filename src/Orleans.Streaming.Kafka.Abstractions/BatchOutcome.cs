namespace Orleans.Streaming.Kafka;

/// <summary>
/// How a receiver answers a batch it is done with: every event is durable in its effects, was a repeat, or is named
/// in <see cref="Rejected"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("orleans.kafka.batch-outcome")]
public sealed record BatchOutcome
{
    /// <summary>Every event of the batch was taken.</summary>
    public static BatchOutcome Done { get; } = new();

    /// <summary>
    /// Events the receiver did not apply, each with its reason: it never will, or it has parked them (then with a sequence).
    /// The provider writes each to the dead-letter topic before the offset moves. Empty when all were applied.
    /// </summary>
    [Id(0)]
    public RejectedEvent[] Rejected { get; init; } = [];
}
