namespace Platform.Hosting.Admin;

/// <summary>Where a dead letter stands now, as a new record.</summary>
internal sealed record ReinjectResponse(string Topic, int Partition, long Offset);
