namespace Platform.Hosting.Admin;

/// <summary>What was dropped.</summary>
/// <param name="Dropped">How many events.</param>
internal sealed record DropResponse(long Dropped);
