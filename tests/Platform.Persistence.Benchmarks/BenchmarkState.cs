namespace Platform.Persistence.Benchmarks;

/// <summary>A state of a given size.</summary>
[GenerateSerializer]
[Alias("Platform.Persistence.Benchmarks.BenchmarkState")]
internal sealed record BenchmarkState
{
    [Id(0)]
    public byte[] Body { get; init; } = [];
}
