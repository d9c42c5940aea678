using Microsoft.Extensions.Time.Testing;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>What any database must do with rows that are kept for a time only.</summary>
public abstract class ExpiringRowContractTests<TOptions> : IAsyncLifetime, IDisposable
    where TOptions : GroupCommitStorageOptions
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly TestDatabase<TOptions> _database;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero));
    private readonly StorageHarness _harness;

    protected ExpiringRowContractTests(TestDatabase<TOptions> database) =>
        (_database, _harness) = (database, StorageHarness.Create(database, time: _time));

    public Task InitializeAsync() => _harness.Storage.StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Rows_WhenTheirLifetimeIsOver_AreRemovedAFewAtATime_AndNoOtherRowIs()
    {
        await _harness.WriteNewAsync("old");
        await WriteAsync(_harness, "request", 1, 3, 5, 7, 9);
        await using (var other = await StorageHarness.StartAsync(_database, time: _time, serviceId: "another"))
        {
            await WriteAsync(other, "request", 1);
        }

        _time.Advance(Lifetime);
        await WriteAsync(_harness, "request", 2, 4);
        await WriteAsync(_harness, "requests", 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        var (removed, batches) = (new List<int>(), 0);
        byte[]? after = null;
        do
        {
            var rows = await ((IExpiringRowStorage)_harness.Storage).RemoveExpiredAsync(after, 2, _time.GetUtcNow() - Lifetime, CancellationToken.None);
            removed.Add(rows.Removed);
            after = rows.LastKey;
        }
        while (after is not null && ++batches < 20);

        Assert.Equal(5, removed.Sum());
        Assert.All(removed, count => Assert.InRange(count, 0, 2));
        Assert.Equal(4, removed.Count);
        Assert.Equal(["2", "4"], await KeptAsync(_harness, "request"));
        Assert.Equal(["1"], await KeptAsync(_harness, "requests"));
        Assert.True((await _harness.ReadAsync("old")).RecordExists);
        await using var another = await StorageHarness.StartAsync(_database, time: _time, serviceId: "another");
        Assert.Equal(["1"], await KeptAsync(another, "request"));
    }

    [SkippableFact]
    public async Task Row_WhenItWasWrittenAgain_LivesFromThenOn()
    {
        var row = (await WriteAsync(_harness, "request", 1))[0];
        _time.Advance(Lifetime);
        await _harness.Storage.WriteStateAsync(StorageHarness.State, Id("request", 1), row);
        _time.Advance(TimeSpan.FromSeconds(1));

        var rows = await ((IExpiringRowStorage)_harness.Storage).RemoveExpiredAsync(null, 100, _time.GetUtcNow() - Lifetime, CancellationToken.None);

        Assert.Equal((0, null), (rows.Removed, rows.LastKey));
        Assert.Equal(["1"], await KeptAsync(_harness, "request"));
    }

    [SkippableFact]
    public async Task Rows_WhenTwoProcessesRemoveThem_AreRemovedOnce()
    {
        await WriteAsync(_harness, "request", [.. Enumerable.Range(0, 200)]);
        _time.Advance(TimeSpan.FromSeconds(1));
        await using var other = await StorageHarness.StartAsync(_database, time: _time);

        var rows = await Task.WhenAll(new[] { _harness, other, _harness, other }.Select(harness =>
            ((IExpiringRowStorage)harness.Storage).RemoveExpiredAsync(null, 1_000, _time.GetUtcNow(), CancellationToken.None)));

        Assert.Equal(200, rows.Sum(static one => one.Removed));
    }

    private static GrainId Id(string kind, int n) => GrainId.Create("platform." + kind, $"{n}");

    private static async Task<GrainState<OrderState>[]> WriteAsync(StorageHarness harness, string kind, params int[] numbers) => await Task.WhenAll(numbers.Select(async n =>
    {
        var row = StorageHarness.New();
        await harness.Storage.WriteStateAsync(StorageHarness.State, Id(kind, n), row);
        return row;
    }));

    private static async Task<string[]> KeptAsync(StorageHarness harness, string kind)
    {
        var rows = await Task.WhenAll(Enumerable.Range(0, 10).Select(async n =>
        {
            var row = new GrainState<OrderState>(new OrderState());
            await harness.Storage.ReadStateAsync(StorageHarness.State, Id(kind, n), row);
            return (n, row.RecordExists);
        }));
        return [.. rows.Where(static row => row.RecordExists).Select(static row => $"{row.n}")];
    }
}
