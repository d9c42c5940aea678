namespace Platform.Events.Tests;

/// <summary>Version 1: a number alone.</summary>
internal sealed record MeterReadingV1(string MeterId, decimal Kilowatts);
