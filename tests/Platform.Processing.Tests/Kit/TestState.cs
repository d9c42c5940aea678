namespace Platform.Processing.Tests;

/// <summary>Remembers what was applied, in order.</summary>
[GenerateSerializer, Immutable, Alias("test.state")]
public sealed record TestState(
    [property: Id(0)] string[] Log,
    [property: Id(1)] bool IsOpen);
