namespace Platform.Events.Tests;

/// <summary>Names its meter by two members together.</summary>
internal sealed record MeterAlert(string Street, string House, int Level);
