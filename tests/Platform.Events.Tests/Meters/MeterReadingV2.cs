namespace Platform.Events.Tests;

/// <summary>Version 2: in watts, with its time.</summary>
internal sealed record MeterReadingV2(string MeterId, decimal Watts, DateTimeOffset ReadAt);
