using System.Globalization;
using Npgsql;
using Platform.Persistence.Postgres;
using Platform.Persistence.Rows;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

/// <summary>
/// What the statements read when they were planned while the tables were empty and never analyzed, as on a new database, and the
/// tables have grown since.
/// </summary>
[Trait("Needs", "RealParts")]
public sealed class PlanTests : IAsyncLifetime, IDisposable
{
    private const string Service = "tests";
    private const int Rows = 200_000;
    private const int BatchRows = 500;

    // Pages of table and index: three levels of the index, the row, its next version, their changes.
    private const long PagesPerRowMax = 30;

    private static readonly DateTimeOffset Time = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    private readonly PostgresSchemaOfTest _database = new();
    private NpgsqlDataSource? _source;
    private NpgsqlConnection? _connection;

    public async Task InitializeAsync()
    {
        await using var harness = await StorageHarness.StartAsync(_database);
        foreach (var table in Tables)
        {
            _database.Execute($"ALTER TABLE {table} SET (autovacuum_enabled = off)");
        }

        _source = PostgresDatabase.Connect(_database.Options());
        _connection = await _source.OpenConnectionAsync();
    }

    public async Task DisposeAsync()
    {
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_source?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    public void Dispose() => _database.Dispose();

    [SkippableFact]
    public async Task Statements_WhenPlannedOnEmptyTables_ReadFewPagesPerRowOfFullOnes()
    {
        foreach (var run in Statements().Select(static statement => statement.Run).Append(RemoveExpiredAsync))
        {
            // As often as Npgsql and PostgreSQL need to settle on a prepared statement and its plan.
            for (var i = 0; i < 6; i++)
            {
                await PagesAsync(run);
            }
        }

        await FillAsync();

        var read = new List<string>();
        foreach (var (name, run) in Statements())
        {
            var pages = await PagesAsync(run);
            if (pages > PagesPerRowMax * BatchRows)
            {
                read.Add($"{name}: {pages:N0} pages for {BatchRows} rows");
            }
        }

        // Every silo looks for these at intervals, and mostly there are none.
        foreach (var none in new[] { new QuarantineQuery { Limit = 100, OnlyRedriving = true }, new QuarantineQuery { Limit = 100, DeferredSince = Time }, new QuarantineQuery { Limit = 100, ErrorType = "none" } })
        {
            var pages = await PagesAsync(() => ListAsync(none));
            if (pages > PagesOfNoneMax)
            {
                read.Add($"{none}: {pages:N0} pages for no row");
            }
        }

        var expiring = await PagesAsync(RemoveExpiredAsync);
        if (expiring > PagesOfNoneMax)
        {
            read.Add($"remove expired: {expiring:N0} pages for no row");
        }

        Assert.Empty(read);
    }

    private Task RemoveExpiredAsync() => ExpiringRows.RemoveAsync(_connection!, Service, null, BatchRows, Time);

    private const int PagesOfNoneMax = 30;

    private static string[] Tables => ["grain_state", "parked_record", "quarantined_entity"];

    private static ParkedRecord Record => new()
    {
        Sequence = 2,
        Topic = "orders.created",
        TopicId = Guid.NewGuid(),
        Partition = 7,
        Offset = 2,
        LeaderEpoch = -1,
        Timestamp = Time,
        ErrorType = "amount-overflow",
        Error = "too many digits",
        ParkedAt = Time,
    };

    private static QuarantinedEntity Entity => new()
    {
        Grain = "order",
        Key = "any",
        Since = Time,
        ErrorType = "amount-overflow",
        Error = "too many digits",
        Topic = "orders.created",
        Partition = 7,
        Offset = 2,
        Parked = 1,
        IsRedriving = false,
    };

    /// <summary>Every statement about rows, each for <see cref="BatchRows"/> of them.</summary>
    private IEnumerable<(string Name, Func<Task> Run)> Statements()
    {
        var keys = Enumerable.Range(0, BatchRows).Select(static i => Key(i * (Rows / BatchRows))).ToArray();
        yield return ("read", () => new RowReader(_connection!, Service).ReadAsync(keys));
        yield return ("update", () => WriteAsync(keys, static key => Put(key) with { ExpectedETag = ETag(key) }));
        yield return ("lose an update", () => WriteAsync(keys, static key => Put(key) with { ExpectedETag = Guid.NewGuid() }));
        yield return ("clear", () => WriteAsync(keys, static key => Put(key) with { ExpectedETag = ETag(key), Change = RowChange.Clear, Payload = null }));
        yield return ("delete", () => WriteAsync(keys, static key => Put(key) with { ExpectedETag = ETag(key), Change = RowChange.Delete, Payload = null }));
        yield return ("insert", () => WriteAsync([.. keys.Select(static key => key with { StateName = "new" })], Put));
        yield return ("lose an insert", () => WriteAsync(keys, Put));
        yield return ("park", () => ParkAsync(keys, new ParkingChange { Quarantine = Entity, Add = [Record] }));
        yield return ("remove", () => ParkAsync(keys, new ParkingChange { Quarantine = null, RemoveThrough = 1 }));
        yield return ("drop", () => ParkAsync(keys, new ParkingChange { Quarantine = null, Drop = new ParkedDrop(1, 1, "a reason", Time) }));
        yield return ("release", () => ParkAsync(keys, new ParkingChange { Quarantine = null }));
        yield return ("read parked", () => ForEachAsync(keys, key => ParkedRowReader.ReadAsync(_connection!, Service, key, ParkedKind.Parked, 1, 1)));
        yield return ("read dropped", () => ForEachAsync(keys, key => ParkedRowReader.ReadAsync(_connection!, Service, key, ParkedKind.Dropped, 1, 1)));
        yield return ("read rejected outputs", () => ForEachAsync(keys, key => ParkedRowReader.ReadAsync(_connection!, Service, key, ParkedKind.RejectedOutput, 1, 1)));
        yield return ("find parked", () => ForEachAsync(keys, key => ParkedRowReader.FindAsync(_connection!, Service, key, "orders.created", 7, 0, 9)));
        yield return ("find a quarantine", () => ForEachAsync(keys, key => QuarantineRowReader.FindAsync(_connection!, Service, key)));
        yield return ("list quarantines", () => ListAsync(new QuarantineQuery { Limit = BatchRows, AfterGrain = "order", AfterKey = "order-150000" }));
        yield return ("list the first quarantines", () => ListAsync(new QuarantineQuery { Limit = BatchRows }));
    }

    /// <summary>The pages of tables and indexes that were asked for; what was changed is taken back.</summary>
    private async Task<long> PagesAsync(Func<Task> run)
    {
        await using var transaction = await _connection!.BeginTransactionAsync();
        var before = await PagesSoFarAsync();
        await run();
        return await PagesSoFarAsync() - before;
    }

    private async Task<long> PagesSoFarAsync()
    {
        await using var count = new NpgsqlCommand(
            "SELECT sum(pg_stat_get_xact_blocks_fetched(oid))::bigint FROM pg_class WHERE relnamespace = current_schema()::regnamespace", _connection);
        return Convert.ToInt64(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private async Task FillAsync()
    {
        await using var store = _database.Store(Service, _database.Options());
        foreach (var batch in Enumerable.Range(0, Rows).Select(Key).Chunk(1_000))
        {
            await store.WriteAsync([.. batch.Select(static key => Put(key) with { NewETag = ETag(key) })]);
        }

        _database.Execute("""
            INSERT INTO quarantined_entity SELECT grain_type, grain_key, state_name, service_id, now(), 'amount-overflow', 'too many digits', NULL, NULL, 'orders.created', 7, 1, 1, false
            FROM grain_state;
            INSERT INTO parked_record SELECT grain_key, grain_type, state_name, service_id, 1, 'orders.created', gen_random_uuid(), 7, 1, -1, now(), NULL, NULL, '', NULL, NULL, 'x', 'y', now()
            FROM grain_state
            """);
    }

    private Task WriteAsync(RowKey[] keys, Func<RowKey, RowWrite> write) => new RowWriter(_connection!, Service).WriteAsync(Array.ConvertAll(keys, key => write(key)));

    private Task ParkAsync(RowKey[] keys, ParkingChange change) => ParkedRowWriter.ApplyAsync(
        _connection!, Service, Array.ConvertAll(keys, key => Put(key) with { Parking = change }), Array.ConvertAll(keys, static _ => WriteOutcome.Written));

    private Task ListAsync(QuarantineQuery query) => QuarantineRowReader.ListAsync(_connection!, Service, query);

    private static async Task ForEachAsync(RowKey[] keys, Func<RowKey, Task> run)
    {
        foreach (var key in keys)
        {
            await run(key);
        }
    }

    private static RowKey Key(int i) => new("order", GrainId.Create("order", $"order-{i:D6}"));

    private static Guid ETag(RowKey key) => new(key.GrainId.GetUniformHashCode(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    private static RowWrite Put(RowKey key) => new(key, RowChange.Put, ExpectedETag: null, Guid.NewGuid(), Format: 1, new byte[300], Time);
}
