using Npgsql;
using Platform.Persistence.Postgres;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

[Trait("Needs", "RealParts")]
public sealed class PostgresSchemaTests : IDisposable
{
    private readonly PostgresSchemaOfTest _database = new();

    public void Dispose() => _database.Dispose();

    [SkippableFact]
    public async Task Start_WhenManyDoSoAtOnceInAnEmptyDatabase_AllSucceed()
    {
        var starts = Enumerable.Range(0, 8).Select(_ => Task.Run(() => StorageHarness.StartAsync(_database, static options => options.RetryCountMax = 0))).ToArray();
        var harnesses = await Task.WhenAll(starts);

        await Task.WhenAll(harnesses.Select(static (harness, i) => harness.WriteNewAsync($"order-{i}")));

        Assert.Equal(8, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
        Assert.Equal(PostgresSchema.Version, _database.Scalar("SELECT version FROM grain_state_version"));
        Assert.Equal(1, _database.Scalar("SELECT COUNT(*) FROM grain_state_version"));
        foreach (var harness in harnesses)
        {
            await harness.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Start_WhenAnotherUpgradesMeanwhile_FindsTheWorkDone()
    {
        await using var other = _database.Open();
        await using var transaction = await other.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({PostgresSchema.UpgradeLock})", other);
        await hold.ExecuteNonQueryAsync();

        // Both have seen that there is no schema, and one of them will be the second.
        var one = StorageHarness.StartAsync(_database, static options => options.RetryCountMax = 0);
        var two = StorageHarness.StartAsync(_database, static options => options.RetryCountMax = 0);
        await Eventually.Async(() => Waiting() >= 2, "both starts to wait for the right to upgrade", () => Waiting());
        await transaction.CommitAsync();

        await using var first = await one;
        await using var second = await two;
        Assert.Equal(1, _database.Scalar("SELECT COUNT(*) FROM grain_state_version"));
        long Waiting() => _database.Scalar("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    }

    [SkippableFact]
    public async Task Start_WhenTheSchemaIsUpToDate_NeedsNoLock()
    {
        await (await StorageHarness.StartAsync(_database)).DisposeAsync();
        await using var other = _database.Open();
        await using var transaction = await other.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("LOCK TABLE grain_state_version IN EXCLUSIVE MODE", other);
        await hold.ExecuteNonQueryAsync();

        await using var harness = await StorageHarness.StartAsync(_database, static options => options.RetryCountMax = 0);

        Assert.False((await harness.ReadAsync("1")).RecordExists);
    }

    // PostgreSQL updates a row within its page, without touching an index, only where no index of the table has a column that changed.
    [SkippableFact]
    public async Task Indexes_OfTheStates_HaveNoColumnThatWritesChange()
    {
        await (await StorageHarness.StartAsync(_database)).DisposeAsync();

        var indexed = _database.Texts("""
            SELECT DISTINCT a.attname::text FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
            WHERE i.indrelid = 'grain_state'::regclass ORDER BY 1
            """);

        Assert.Equal(["grain_key", "grain_type", "service_id", "state_name"], indexed);
    }

    [SkippableFact]
    public async Task Start_WhenTheSchemaIsTheFirstOne_UpgradesItAndKeepsTheRows()
    {
        await using (var before = await StorageHarness.StartAsync(_database))
        {
            await before.WriteNewAsync("old", "kept");
        }

        // What later steps made is not there.
        foreach (var table in _database.Texts("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'grain_state%'"))
        {
            _database.Execute($"DROP TABLE {table}");
        }

        foreach (var index in _database.Texts("SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'grain_state' AND indexname NOT LIKE '%_pkey'"))
        {
            _database.Execute($"DROP INDEX {index}");
        }

        _database.Execute("UPDATE grain_state_version SET version = 1");

        await using var harness = await StorageHarness.StartAsync(_database);

        Assert.Equal("kept", (await harness.ReadAsync("old")).State!.Status);
        Assert.Empty(await ((IParkingStorage)harness.Storage).ReadParkedAsync(StorageHarness.State, StorageHarness.Order("old"), 1, 1));
        Assert.Equal(PostgresSchema.Version, _database.Scalar("SELECT version FROM grain_state_version"));
    }

    [SkippableFact]
    public async Task Start_WhenTheSchemaIsNewer_IsRejectedAndChangesNothing()
    {
        await (await StorageHarness.StartAsync(_database)).DisposeAsync();
        _database.Execute("UPDATE grain_state_version SET version = 99, readable_by = 98");

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => StorageHarness.StartAsync(_database));

        Assert.False(rejection.IsTransient);
        Assert.Contains("99", rejection.Message, StringComparison.Ordinal);
        Assert.Equal(99, _database.Scalar("SELECT version FROM grain_state_version"));
    }

    [SkippableFact]
    public async Task Start_WhenANewerBuildOnlyAddedToTheSchema_GoesOnWithIt()
    {
        await (await StorageHarness.StartAsync(_database)).DisposeAsync();
        _database.Execute("UPDATE grain_state_version SET version = 99");

        await using var harness = await StorageHarness.StartAsync(_database);
        await harness.WriteNewAsync("1");

        Assert.Equal(99, _database.Scalar("SELECT version FROM grain_state_version"));
    }

    [SkippableFact]
    public async Task Start_WhenThereIsNoSuchDatabase_SaysSoWithoutThePassword()
    {
        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => StorageHarness.StartAsync(_database, static options =>
            options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Database = "nowhere", Password = "hunter2" }.ConnectionString));

        Assert.False(rejection.IsTransient);
        Assert.Contains("nowhere", rejection.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", rejection.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Connection_WhenTheServersDefaultIsLess_CommitsDurably()
    {
        var settings = new List<string>();
        await using var harness = await StorageHarness.StartAsync(_database, options =>
        {
            options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Options = "-c synchronous_commit=off" }.ConnectionString;
            using var database = PostgresDatabase.Connect(options);
            using var command = database.CreateCommand("SELECT current_setting('synchronous_commit') || ' ' || current_setting('fsync')");
            settings.Add((string)command.ExecuteScalar()!);
        });

        Assert.Equal(["on on"], settings);
    }
}
