namespace Platform.Hosting.Tests.Meters;

/// <summary>A meter read too much.</summary>
/// <param name="MeterId">The meter.</param>
/// <param name="Value">What it read.</param>
public sealed record MeterAlert(string MeterId, decimal Value);
