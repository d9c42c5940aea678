namespace Platform.Processing.Tests.Plain;

/// <summary>An event that nothing of Orleans describes; it says by itself what it does.</summary>
internal sealed record PlainAsked(string Name, string What, decimal Amount = 1.50m);
