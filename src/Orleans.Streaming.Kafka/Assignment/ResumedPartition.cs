namespace Orleans.Streaming.Kafka;

/// <summary>What was passed over to read on in a partition.</summary>
/// <param name="From">The first offset that was not read.</param>
/// <param name="To">Where it is read on; equal to <paramref name="From"/> where nothing was passed over.</param>
public sealed record ResumedPartition(long From, long To);
