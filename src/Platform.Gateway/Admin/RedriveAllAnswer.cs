namespace Platform.Gateway.Admin;

/// <summary>What a redrive of all entities of one error began.</summary>
/// <param name="Entities">How many entities.</param>
/// <param name="Events">How many events they have parked.</param>
internal sealed record RedriveAllAnswer(long Entities, long Events);
