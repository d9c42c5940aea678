namespace Orleans.Streaming.Kafka;

/// <summary>What is wrong with a provider's topics.</summary>
/// <param name="Problems">What the provider must not run with.</param>
/// <param name="Warnings">What it can run with, until it needs it.</param>
internal sealed record TopicFindings(IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings);
