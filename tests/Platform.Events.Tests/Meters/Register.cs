namespace Platform.Events.Tests;

/// <summary>A part of a reading.</summary>
internal sealed record Register(string Name, decimal Value);
