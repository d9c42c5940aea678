namespace Storage;

/// <summary>What is measured.</summary>
/// <param name="Postgres">Npgsql's connection string.</param>
/// <param name="Redis"><c>host:port</c>; null leaves Redis out.</param>
/// <param name="StateBytes">The bytes of a state.</param>
/// <param name="Rounds">How many rounds count; one more comes before them, to warm up.</param>
/// <param name="Entities">How many states are read, each once a round.</param>
internal sealed record StorageSettings(string Postgres, string? Redis, int StateBytes, int Rounds, int Entities)
{
    /// <summary>How many grains write at once, each its next state as soon as the last one is stored; and how many read at once.</summary>
    public int Grains { get; init; } = 1_000;

    /// <summary>How long one round of writes lasts.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(3);
}
