namespace Platform.Gateway.Admin;

/// <summary>Where a dead letter stands now, as a new record.</summary>
internal sealed record ReinjectAnswer(string Topic, int Partition, long Offset);
