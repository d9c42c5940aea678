namespace Platform.Events.Tests;

/// <summary>Names its meter by a member of a member.</summary>
internal sealed record MeterReplaced(MeterName Meter, int Year);
