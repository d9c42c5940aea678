namespace Platform.Persistence.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="Name">The provider's name, and what the table calls it.</param>
/// <param name="AddTo">Registers it.</param>
internal sealed record StorageUnderTest(string Name, Action<ISiloBuilder, string> AddTo)
{
    private const int ConnectionsOfSingleRows = 16;

    /// <summary>What the settings allow to be measured.</summary>
    public static IReadOnlyList<StorageUnderTest> All(BenchmarkSettings settings, string directory)
    {
        var all = new List<StorageUnderTest>
        {
            new("SQLite, group commit", (silo, name) => silo.AddSqliteGrainStorage(name, options =>
                options.ConnectionString = $"Data Source={Path.Combine(directory, "state.db")}")),
        };
        if (settings.Postgres is { } postgres)
        {
            all.Insert(0, Postgres("PostgreSQL, group commit", postgres, static _ => { }));
            all.Insert(1, Postgres("PostgreSQL, group commit, 1 writer", postgres, static options => options.WritesAtOnceMax = 1));
            all.Add(Postgres($"PostgreSQL, one row a transaction, {ConnectionsOfSingleRows} writers", postgres, static options =>
            {
                options.BatchRowsMax = 1;
                options.WritesAtOnceMax = ConnectionsOfSingleRows;
            }));
        }

        if (settings.Redis is { } redis)
        {
            all.Add(new("Redis, Orleans' own", (silo, name) => silo.AddRedisGrainStorage(name, options =>
                options.ConfigurationOptions = StackExchange.Redis.ConfigurationOptions.Parse(redis))));
        }

        return all;
    }

    private static StorageUnderTest Postgres(string name, string connectionString, Action<PostgresStorageOptions> configure) =>
        new(name, (silo, provider) => silo.AddPostgresGrainStorage(provider, options =>
        {
            options.ConnectionString = connectionString;
            configure(options);
        }));
}
