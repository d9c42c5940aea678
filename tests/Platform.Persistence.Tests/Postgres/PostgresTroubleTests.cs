using Npgsql;
using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

/// <summary>What the database may do to a transaction, brought about by triggers.</summary>
[Trait("Needs", "RealParts")]
public sealed class PostgresTroubleTests : IAsyncLifetime, IDisposable
{
    private readonly PostgresSchemaOfTest _database = new();

    public async Task InitializeAsync() => await (await StorageHarness.StartAsync(_database)).DisposeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _database.Dispose();

    [SkippableFact]
    public async Task Write_WhenTheConnectionBreaksInACommit_CountsAsAConflict()
    {
        AddTrigger("CONSTRAINT TRIGGER", "AFTER", "DEFERRABLE INITIALLY DEFERRED", "PERFORM pg_sleep(60)");
        await using var harness = await StorageHarness.StartAsync(_database);

        var write = harness.WriteNewAsync("1");
        await TerminateAsync("COMMIT");

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => write);
        Assert.Contains("unknown", conflict.Message, StringComparison.Ordinal);
        Assert.Single(harness.Store.Transactions);
        Assert.False((await harness.ReadAsync("1")).RecordExists);
    }

    [SkippableFact]
    public async Task Write_WhenTheConnectionBreaksBeforeTheCommit_IsTriedAgain()
    {
        AddTrigger("TRIGGER", "BEFORE", "", "PERFORM pg_sleep(60)");
        await using var harness = await StorageHarness.StartAsync(_database);

        var write = harness.WriteNewAsync("1");
        await Eventually.Async(() => Backends("INSERT") == 1, "the write to be under way");
        _database.Execute("CREATE OR REPLACE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$");
        await TerminateAsync("INSERT");
        await write;

        Assert.Equal(2, harness.Store.Transactions.Count);
        Assert.True((await harness.ReadAsync("1")).RecordExists);
    }

    [SkippableFact]
    public async Task Write_WhenTheCommitIsRejectedForARow_ThatRowFailsAlone()
    {
        AddTrigger("CONSTRAINT TRIGGER", "AFTER", "DEFERRABLE INITIALLY DEFERRED", "IF convert_from(NEW.grain_key, 'UTF8') = 'order-7' THEN RAISE EXCEPTION 'a bad row'; END IF");
        await using var harness = await StorageHarness.StartAsync(_database);
        harness.Store.Hold();

        var writes = Enumerable.Range(0, 64).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();
        harness.Store.Release();

        Assert.False((await Assert.ThrowsAsync<PersistenceException>(() => writes[7])).IsTransient);
        await Task.WhenAll(writes.Where(static (_, i) => i != 7));
        Assert.Equal(63, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [SkippableFact]
    public async Task Write_WhenItsServerBecameReadOnly_GoesToTheOneThatTookItsPlace()
    {
        // Of an open connection the server stays the same; what its name stands for is another one.
        AddTrigger("TRIGGER", "BEFORE", "", "PERFORM set_config('default_transaction_read_only', 'on', false)");
        await using var harness = await StorageHarness.StartAsync(_database, static options => (options.RetryCountMax, options.WritesAtOnceMax) = (1, 1));
        await harness.WriteNewAsync("1");

        await harness.WriteNewAsync("2");

        Assert.Equal(3, harness.Store.Transactions.Count);
        Assert.True((await harness.ReadAsync("2")).RecordExists);
    }

    [SkippableFact]
    public async Task Write_WhenTheDiskIsFull_FailsAsTransientTheProbeSaysSoAndItGoesOnWithSpace()
    {
        AddTrigger("TRIGGER", "BEFORE", "", "RAISE EXCEPTION 'could not extend file: no space left' USING ERRCODE = 'disk_full'");
        await using var harness = await StorageHarness.StartAsync(_database, static options => options.RetryCountMax = 2);

        var failure = await Assert.ThrowsAsync<PersistenceException>(() => harness.WriteNewAsync("1"));
        var health = await Assert.ThrowsAsync<PersistenceException>(() => harness.Storage.CheckAsync(CancellationToken.None));
        _database.Execute("DROP TRIGGER trouble ON grain_state");
        await harness.WriteNewAsync("1");
        await harness.Storage.CheckAsync(CancellationToken.None);

        Assert.True(failure.IsTransient);
        Assert.Contains("no space left", health.Message, StringComparison.Ordinal);
        Assert.Equal(4, harness.Store.Transactions.Count);
    }

    [SkippableFact]
    public async Task Write_WhenAnotherTransactionHoldsTheRowTooLong_FailsAsTransient()
    {
        await using var harness = await StorageHarness.StartAsync(_database, static options =>
        {
            // Short for the test's sake, long enough for the writes that are to succeed.
            options.CommandTimeout = TimeSpan.FromSeconds(4);
            options.RetryCountMax = 0;
        });
        var state = await harness.WriteNewAsync("1");
        await using var other = _database.Open();
        await using var transaction = await other.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("SELECT 1 FROM grain_state FOR UPDATE", other);
        await hold.ExecuteScalarAsync();

        var failure = await Assert.ThrowsAsync<PersistenceException>(() => harness.WriteAsync("1", state));
        await transaction.RollbackAsync();
        await harness.WriteAsync("1", state);

        Assert.True(failure.IsTransient);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Change_WhenAnotherTransactionChangesTheRowMeanwhile_WaitsAndLoses(bool isDelete)
    {
        await using var harness = await StorageHarness.StartAsync(_database, static options => options.DeleteStateOnClear = true);
        var state = await harness.WriteNewAsync("1");
        var neighbour = await harness.WriteNewAsync("2");
        await using var other = _database.Open();
        await using var transaction = await other.BeginTransactionAsync();
        await using var change = new NpgsqlCommand("UPDATE grain_state SET etag = '11112222-3333-4444-5555-666677778888' WHERE convert_from(grain_key, 'UTF8') = '1'", other);
        await change.ExecuteNonQueryAsync();

        harness.Store.Hold();
        var lost = isDelete ? harness.ClearAsync("1", state) : harness.WriteAsync("1", state);
        var kept = isDelete ? harness.ClearAsync("2", neighbour) : harness.WriteAsync("2", neighbour);
        harness.Store.Release();
        await Eventually.Async(
            () => _database.Scalar("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'Platform' AND wait_event_type = 'Lock'") == 1, "the write to wait for the row");
        await transaction.CommitAsync();

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => lost);
        Assert.Equal("11112222333344445555666677778888", conflict.StoredEtag);
        await kept;
        Assert.Equal(isDelete ? 1 : 2, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [SkippableFact]
    public async Task Check_WhenTheServerTakesNoWrites_Fails()
    {
        await using var harness = await StorageHarness.StartAsync(_database, static options =>
            options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Options = "-c default_transaction_read_only=on" }.ConnectionString);

        var failure = await Assert.ThrowsAsync<PersistenceException>(() => harness.Storage.CheckAsync(CancellationToken.None));

        Assert.True(failure.IsTransient);
    }

    [SkippableFact]
    public async Task Write_WhenRunning_TouchesNoRowButItsOwn()
    {
        await using var harness = await StorageHarness.StartAsync(_database);
        var states = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => harness.WriteNewAsync($"order-{i}")));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => harness.WriteAsync($"order-{i}", states[i])));

        // Every row is found through its key, however small the table: no scan grows with it.
        await Eventually.Async(() => Stat("idx_scan") >= 100, "the statistics", () => Stat("idx_scan"));
        Assert.Equal(0, Stat("seq_tup_read"));
    }

    private long Stat(string column) => _database.Scalar($"SELECT COALESCE(SUM({column}), 0) FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname = 'grain_state'");

    private void AddTrigger(string kind, string when, string timing, string body) => _database.Execute($"""
        CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NEW; END $$;
        CREATE {kind} trouble {when} INSERT ON grain_state {timing} FOR EACH ROW EXECUTE FUNCTION trouble()
        """);

    private long Backends(string statement) => _database.Scalar(
        $"SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'Platform' AND state = 'active' AND wait_event = 'PgSleep' AND query ILIKE '{statement}%'");

    private async Task TerminateAsync(string statement)
    {
        await Eventually.Async(() => Backends(statement) == 1, $"a {statement} that hangs", () => Backends(statement));
        _database.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Platform' AND wait_event = 'PgSleep' AND query ILIKE '{statement}%'");
    }
}
