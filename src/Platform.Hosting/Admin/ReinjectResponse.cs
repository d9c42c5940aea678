namespace Platform.Hosting.Admin;

/// <summary>Where the reinjected record is.</summary>
internal sealed record ReinjectResponse(string Topic, int Partition, long Offset);
