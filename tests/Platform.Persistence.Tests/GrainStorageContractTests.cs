using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>What Orleans expects of any grain storage, with the row kept on a clear and with the row removed.</summary>
public abstract class GrainStorageContractTests<TOptions> : IAsyncLifetime, IDisposable
    where TOptions : GroupCommitStorageOptions
{
    private readonly TestDatabase<TOptions> _database;
    private readonly StorageHarness _harness;

    protected GrainStorageContractTests(TestDatabase<TOptions> database, bool deleteStateOnClear)
    {
        _database = database;
        _harness = StorageHarness.Create(database, options => options.DeleteStateOnClear = deleteStateOnClear);
    }

    protected TestDatabase<TOptions> Database => _database;

    private protected StorageHarness Harness => _harness;

    public Task InitializeAsync() => _harness.Storage.StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Read_WhenNothingWasWritten_GivesAFreshStateAndLeavesNoRow()
    {
        var read = await _harness.ReadAsync("1");

        Assert.Equal(new OrderState(), read.State);
        Assert.Null(read.ETag);
        Assert.False(read.RecordExists);
        Assert.Equal(0, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [SkippableFact]
    public async Task Read_WhenWritten_GivesStateAndETagBack()
    {
        var state = new GrainState<OrderState>(new OrderState { Status = "bezahlt · оплачено · 已付", Version = 7, Body = [0, 255, 1] });
        await _harness.WriteAsync("1", state);

        var read = await _harness.ReadAsync("1");

        Assert.Equal(state.State, read.State);
        Assert.Equal(state.ETag, read.ETag);
        Assert.True(state.RecordExists);
        Assert.True(read.RecordExists);
    }

    [SkippableFact]
    public async Task Write_WhenTheSameValueIsWrittenAgain_ChangesTheETag()
    {
        var state = await _harness.WriteNewAsync("1");
        var first = state.ETag;

        await _harness.WriteAsync("1", state);

        Assert.NotNull(first);
        Assert.NotEqual(first, state.ETag);
    }

    [SkippableFact]
    public async Task Write_WhenTheRowExistsAndNoETagIsGiven_LosesWithTheStoredETag()
    {
        var winner = await _harness.WriteNewAsync("1", "winner");
        var loser = StorageHarness.New("loser");

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => _harness.WriteAsync("1", loser));

        Assert.Equal(winner.ETag, conflict.StoredEtag);
        Assert.Null(conflict.CurrentEtag);
        Assert.Null(loser.ETag);
        Assert.Equal("winner", (await _harness.ReadAsync("1")).State!.Status);
    }

    [SkippableFact]
    public async Task Write_WhenTheETagIsStale_LosesAndChangesNothing()
    {
        var state = await _harness.WriteNewAsync("1", "first");
        var stale = new GrainState<OrderState>(new OrderState { Status = "stale" }, state.ETag);
        state.State!.Status = "second";
        await _harness.WriteAsync("1", state);

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => _harness.WriteAsync("1", stale));

        Assert.Equal(state.ETag, conflict.StoredEtag);
        Assert.Equal(stale.ETag, conflict.CurrentEtag);
        var read = await _harness.ReadAsync("1");
        Assert.Equal("second", read.State!.Status);
        Assert.Equal(state.ETag, read.ETag);
    }

    [SkippableTheory]
    [InlineData("not one of ours")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("")]
    public async Task Write_WhenThereIsNoRowButAnETagIsGiven_Loses(string etag)
    {
        var state = new GrainState<OrderState>(new OrderState(), etag);

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => _harness.WriteAsync("1", state));

        Assert.Null(conflict.StoredEtag);
        Assert.Equal(etag, conflict.CurrentEtag);
        Assert.False((await _harness.ReadAsync("1")).RecordExists);
    }

    [SkippableFact]
    public async Task Clear_WhenWritten_LeavesAFreshState()
    {
        var state = await _harness.WriteNewAsync("1", "paid");
        var written = state.ETag;

        await _harness.ClearAsync("1", state);

        Assert.False(state.RecordExists);
        Assert.Equal(new OrderState(), state.State);
        Assert.NotEqual(written, state.ETag);
        var read = await _harness.ReadAsync("1");
        Assert.False(read.RecordExists);
        Assert.Equal(new OrderState(), read.State);
        Assert.Equal(state.ETag, read.ETag);
    }

    [SkippableFact]
    public async Task Clear_WhenNothingWasWritten_LeavesNoRow()
    {
        var state = StorageHarness.New("left over");

        await _harness.ClearAsync("1", state);

        Assert.False(state.RecordExists);
        Assert.Equal(new OrderState(), state.State);
        Assert.Null(state.ETag);
        Assert.Equal(0, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [SkippableFact]
    public async Task Clear_WhenClearedBefore_Succeeds()
    {
        var state = await _harness.WriteNewAsync("1");
        await _harness.ClearAsync("1", state);

        await _harness.ClearAsync("1", state);

        Assert.False(state.RecordExists);
    }

    [SkippableFact]
    public async Task Clear_WhenTheETagIsStale_LosesAndChangesNothing()
    {
        var state = await _harness.WriteNewAsync("1");
        var stale = new GrainState<OrderState>(new OrderState(), state.ETag);
        await _harness.WriteAsync("1", state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _harness.ClearAsync("1", stale));

        Assert.Equal(state.ETag, (await _harness.ReadAsync("1")).ETag);
    }

    [SkippableFact]
    public async Task Clear_WhenTheRowExistsAndNoETagIsGiven_Loses()
    {
        await _harness.WriteNewAsync("1");

        await Assert.ThrowsAsync<InconsistentStateException>(() => _harness.ClearAsync("1", StorageHarness.New()));

        Assert.True((await _harness.ReadAsync("1")).RecordExists);
    }

    [SkippableFact]
    public async Task Write_WhenAfterAClear_Continues()
    {
        var state = await _harness.WriteNewAsync("1", "first");
        await _harness.ClearAsync("1", state);
        state.State!.Status = "second";

        await _harness.WriteAsync("1", state);

        var read = await _harness.ReadAsync("1");
        Assert.True(read.RecordExists);
        Assert.Equal("second", read.State!.Status);
    }

    [SkippableFact]
    public async Task Write_WhenTheETagIsFromBeforeAClear_LosesHoweverOftenItIsWrittenAgain()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var state = StorageHarness.New();
        for (var round = 0; round < 20; round++)
        {
            await _harness.WriteAsync("1", state);

            // Across clears as well, an ETag that was given once is never given again.
            Assert.True(seen.Add(state.ETag!));
            await _harness.ClearAsync("1", state);
            Assert.True(state.ETag is null || seen.Add(state.ETag));
        }

        await _harness.WriteAsync("1", state);

        foreach (var old in seen)
        {
            var stale = new GrainState<OrderState>(new OrderState { Status = "stale" }, old);
            await Assert.ThrowsAsync<InconsistentStateException>(() => _harness.WriteAsync("1", stale));
        }
    }

    [SkippableFact]
    public async Task Write_WhenTheStateIsNull_ReadsAsAFreshStateThatExists()
    {
        var state = new GrainState<OrderState>(null!);

        await _harness.WriteAsync("1", state);

        var read = await _harness.ReadAsync("1");
        Assert.True(read.RecordExists);
        Assert.Equal(new OrderState(), read.State);
    }

    [SkippableTheory]
    [MemberData(nameof(UnusualKeys.All), MemberType = typeof(UnusualKeys))]
    public async Task Write_WhenTheKeyIsUnusual_KeepsItsRowApart(string key)
    {
        var neighbour = await _harness.WriteNewAsync(key + "x", "neighbour");
        var state = await _harness.WriteNewAsync(key, "itself");

        var read = await _harness.ReadAsync(key);

        Assert.Equal("itself", read.State!.Status);
        Assert.Equal(state.ETag, read.ETag);
        Assert.Equal(neighbour.ETag, (await _harness.ReadAsync(key + "x")).ETag);
    }

    [SkippableFact]
    public async Task Write_WhenKeysAreBytesThatAreNoText_KeepsTheirRowsApart()
    {
        var first = GrainId.Create(GrainType.Create("order"), new IdSpan([0xff, 0xfe]));
        var second = GrainId.Create(GrainType.Create("order"), new IdSpan([0xff, 0xfd]));
        await _harness.Storage.WriteStateAsync("order", first, StorageHarness.New("first"));

        await _harness.Storage.WriteStateAsync("order", second, StorageHarness.New("second"));

        var read = StorageHarness.New();
        await _harness.Storage.ReadStateAsync("order", first, read);
        Assert.Equal("first", read.State!.Status);
    }

    [SkippableFact]
    public async Task Write_WhenStateNameGrainTypeOrServiceDiffer_UsesRowsOfTheirOwn()
    {
        await using var otherService = await StorageHarness.StartAsync(_database, serviceId: "another");
        (string State, GrainId Id, StorageHarness Harness)[] rows =
        [
            ("a", GrainId.Create("order", "1"), _harness),
            ("b", GrainId.Create("order", "1"), _harness),
            ("a", GrainId.Create("user", "1"), _harness),
            ("a", GrainId.Create("order", "1"), otherService),
        ];
        for (var i = 0; i < rows.Length; i++)
        {
            await rows[i].Harness.Storage.WriteStateAsync(rows[i].State, rows[i].Id, StorageHarness.New(version: i));
        }

        var versions = new List<long>();
        foreach (var row in rows)
        {
            var read = StorageHarness.New();
            await row.Harness.Storage.ReadStateAsync(row.State, row.Id, read);
            versions.Add(read.State!.Version);
        }

        Assert.Equal([0, 1, 2, 3], versions);
    }

    [SkippableFact]
    public async Task WriteAndRead_WhenManyGrainsDoSoAtOnce_EachSeesItsOwn()
    {
        var orders = Enumerable.Range(0, 100).Select(static i => $"order-{i}").ToArray();

        await Parallel.ForEachAsync(orders, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (order, _) =>
        {
            var state = StorageHarness.New(order);
            for (var version = 1; version <= 10; version++)
            {
                state.State!.Version = version;
                await _harness.WriteAsync(order, state);
                var read = await _harness.ReadAsync(order);
                Assert.Equal(state.State, read.State);
                Assert.Equal(state.ETag, read.ETag);
            }
        });

        Assert.Equal(100, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }
}
