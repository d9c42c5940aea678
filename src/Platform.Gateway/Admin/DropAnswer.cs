namespace Platform.Gateway.Admin;

/// <summary>What was dropped.</summary>
/// <param name="Dropped">How many events.</param>
internal sealed record DropAnswer(long Dropped);
