namespace Platform.Persistence.Benchmarks;

/// <summary>What is measured, from the environment.</summary>
internal sealed record BenchmarkSettings
{
    /// <summary><c>PLATFORM_TEST_POSTGRES</c>; null leaves PostgreSQL out.</summary>
    public string? Postgres { get; init; } = Environment.GetEnvironmentVariable("PLATFORM_TEST_POSTGRES");

    /// <summary><c>PLATFORM_TEST_REDIS</c>; null leaves Redis out.</summary>
    public string? Redis { get; init; } = Environment.GetEnvironmentVariable("PLATFORM_TEST_REDIS");

    /// <summary>How many grains write at once, each its next state as soon as the last one is stored.</summary>
    public int Grains { get; init; } = 1_000;

    /// <summary>The bytes of a state.</summary>
    public int StateBytes { get; init; } = 300;

    /// <summary>How long one round of one storage lasts.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many rounds count; one more comes before them, to warm up.</summary>
    public int Rounds { get; init; } = 3;
}
