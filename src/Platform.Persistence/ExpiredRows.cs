namespace Platform.Persistence;

/// <summary>What was removed of some rows.</summary>
/// <param name="Removed">How many rows.</param>
/// <param name="LastKey">The key to go on after; null where there are no more rows.</param>
public sealed record ExpiredRows(int Removed, byte[]? LastKey);
