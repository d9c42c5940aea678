namespace Platform.Processing.Tests.Plain;

/// <summary>A state that nothing of Orleans describes.</summary>
internal sealed record PlainState(string[] Log, bool IsOpen = false);
