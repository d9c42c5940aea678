namespace Platform.Processing.Tests;

/// <summary>A reading of version 1: its amount as a number.</summary>
internal sealed record TestReadingV1(string Meter, decimal Amount);
