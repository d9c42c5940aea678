using Platform.Persistence;
using StackExchange.Redis;

namespace Storage;

/// <summary>One line of the table.</summary>
/// <param name="Name">The provider's name, and what the table calls it.</param>
/// <param name="AddTo">Registers it.</param>
internal sealed record StorageUnderTest(string Name, Action<ISiloBuilder, string> AddTo)
{
    private const int ConnectionsOfSingleRows = 16;

    /// <summary>What the settings allow to be measured; the first one is what the others are compared with.</summary>
    public static IReadOnlyList<StorageUnderTest> All(StorageSettings settings, string directory) =>
    [
        Postgres("PostgreSQL, group commit", settings, static _ => { }),
        Postgres("PostgreSQL, group commit, 1 writer", settings, static options => options.WritesAtOnceMax = 1),
        new("SQLite, group commit", (silo, name) => silo.AddSqliteGrainStorage(name, options => options.ConnectionString = $"Data Source={Path.Combine(directory, "state.db")}")),
        .. settings.Redis is { } redis ? [Redis(redis)] : Array.Empty<StorageUnderTest>(),
        Postgres($"PostgreSQL, one row a transaction, {ConnectionsOfSingleRows} writers", settings, static options =>
        {
            options.BatchRowsMax = 1;
            options.WritesAtOnceMax = ConnectionsOfSingleRows;
        }),
    ];

    private static StorageUnderTest Redis(string address) =>
        new("Redis, Orleans' own", (silo, name) => silo.AddRedisGrainStorage(name, options => options.ConfigurationOptions = ConfigurationOptions.Parse(address)));

    private static StorageUnderTest Postgres(string name, StorageSettings settings, Action<PostgresStorageOptions> configure) =>
        new(name, (silo, provider) => silo.AddPostgresGrainStorage(provider, options =>
        {
            options.ConnectionString = settings.Postgres;
            configure(options);
        }));
}
