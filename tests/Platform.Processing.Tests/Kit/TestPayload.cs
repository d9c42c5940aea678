namespace Platform.Processing.Tests;

/// <summary>Says by itself what it does to a <see cref="TestState"/>.</summary>
[GenerateSerializer, Immutable, Alias("test.payload")]
public sealed record TestPayload
{
    [Id(0)]
    public required string Do { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public int Outputs { get; init; }

    [Id(3)]
    public string? Text { get; init; }
}
