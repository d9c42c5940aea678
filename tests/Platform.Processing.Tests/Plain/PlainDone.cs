namespace Platform.Processing.Tests.Plain;

/// <summary>An output that nothing of Orleans describes.</summary>
internal sealed record PlainDone(string Name, decimal Amount);
