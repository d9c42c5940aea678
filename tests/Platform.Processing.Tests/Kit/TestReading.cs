namespace Platform.Processing.Tests;

/// <summary>A payload with two versions that are read.</summary>
[GenerateSerializer, Immutable, Alias("test.reading")]
public sealed record TestReading
{
    [Id(0)]
    public required string Meter { get; init; }

    [Id(1)]
    public required decimal Amount { get; init; }

    [Id(2)]
    public decimal Discount { get; init; }
}
