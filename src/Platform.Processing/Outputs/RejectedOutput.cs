namespace Platform.Processing;

/// <summary>An output that Kafka will never take.</summary>
/// <param name="Output">The output.</param>
/// <param name="Error">Why, for a person.</param>
internal sealed record RejectedOutput(PendingOutput Output, string Error);
