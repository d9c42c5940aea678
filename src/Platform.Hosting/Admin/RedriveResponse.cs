namespace Platform.Hosting.Admin;

/// <summary>A redrive that is under way.</summary>
/// <param name="Waiting">How many events are parked.</param>
internal sealed record RedriveResponse(long Waiting);
