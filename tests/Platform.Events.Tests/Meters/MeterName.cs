namespace Platform.Events.Tests;

internal sealed record MeterName(string Id);
