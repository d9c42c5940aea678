using System.Security.Cryptography;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

[Trait("Needs", "RealParts")]
public sealed class PostgresFailureTests : IDisposable
{
    private const int Rows = 500;
    private const int Failing = 123;

    private readonly PostgresSchemaOfTest _database = new();

    public void Dispose() => _database.Dispose();

    [SkippableFact]
    public async Task Write_WhenAStateNameHasANul_FailsAlone()
    {
        await AssertOnlyTheFailingOneFailsAsync(static i => (i == Failing ? "order\0" : "order", GrainId.Create("order", $"order-{i}")), "0x00");
    }

    [SkippableFact]
    public async Task Write_WhenAStateNameIsNoText_FailsAlone()
    {
        // Half of a surrogate pair: the client refuses to send it.
        await AssertOnlyTheFailingOneFailsAsync(static i => (i == Failing ? "order\ud800" : "order", GrainId.Create("order", $"order-{i}")), "");
    }

    [SkippableFact]
    public async Task Write_WhenAKeyIsTooLargeForTheIndex_FailsAlone()
    {
        // 6 kB that don't compress; a page of a PostgreSQL index takes 2.7 kB.
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(3_000));
        await AssertOnlyTheFailingOneFailsAsync(i => ("order", GrainId.Create("order", i == Failing ? key : $"order-{i}")), "index row");
    }

    [SkippableFact]
    public async Task Write_WhenATriggerRejectsARow_FailsAlone()
    {
        await (await StorageHarness.StartAsync(_database)).DisposeAsync();
        _database.Execute("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a bad row'; END $$;
            CREATE TRIGGER guilty BEFORE INSERT ON grain_state FOR EACH ROW
            WHEN (convert_from(NEW.grain_key, 'UTF8') = 'order-123') EXECUTE FUNCTION refuse()
            """);

        await AssertOnlyTheFailingOneFailsAsync(static i => ("order", GrainId.Create("order", $"order-{i}")), "a bad row");
    }

    [SkippableFact]
    public async Task Write_WhenANulIsInTheKeyAndInTheState_IsStored()
    {
        await using var harness = await StorageHarness.StartAsync(_database);
        var state = await harness.WriteNewAsync("order\0", "nul \0 inside");

        var read = await harness.ReadAsync("order\0");

        Assert.Equal(state.State, read.State);
    }

    private async Task AssertOnlyTheFailingOneFailsAsync(Func<int, (string State, GrainId Grain)> rowOf, string reason)
    {
        await using var harness = await StorageHarness.StartAsync(_database);
        harness.Store.Hold();

        var writes = Enumerable.Range(0, Rows).Select(i => harness.Storage.WriteStateAsync(rowOf(i).State, rowOf(i).Grain, StorageHarness.New())).ToArray();
        harness.Store.Release();

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => writes[Failing]);
        Assert.False(rejection.IsTransient);
        Assert.Contains(reason, rejection.Message, StringComparison.Ordinal);
        await Task.WhenAll(writes.Where(static (_, i) => i != Failing));
        Assert.Equal(Rows - 1, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
        Assert.InRange(harness.Store.Transactions.Count, 5, 40);
    }
}
