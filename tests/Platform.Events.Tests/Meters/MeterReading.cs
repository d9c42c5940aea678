namespace Platform.Events.Tests;

/// <summary>What a meter shows, as today's code knows it.</summary>
internal sealed record MeterReading(string MeterId, decimal Kilowatts, DateTimeOffset ReadAt, ReadingQuality Quality, Register[] Registers, string? Note = null);
