namespace Platform.Hosting.Tests.Meters;

/// <summary>A meter: what it read together, and how often it was too much.</summary>
/// <param name="Total">The sum of its readings.</param>
/// <param name="Alerts">How many alerts came back.</param>
internal sealed record MeterState(decimal Total, int Alerts);
