namespace Platform.Processing.Tests;

/// <summary>A reading of version 2: its parts, less a discount.</summary>
internal sealed record TestReadingV2(string Meter, decimal[] Parts, decimal Discount = 0);
