namespace Platform.Processing.Tests.Plain;

/// <summary>The payload of no declared event type.</summary>
internal sealed record UndeclaredDone(string Name);
