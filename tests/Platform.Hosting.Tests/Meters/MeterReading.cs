namespace Platform.Hosting.Tests.Meters;

/// <summary>What a meter read. A plain record: it has no serializer of Orleans'.</summary>
/// <param name="MeterId">The meter.</param>
/// <param name="Value">What it read.</param>
public sealed record MeterReading(string MeterId, decimal Value);
