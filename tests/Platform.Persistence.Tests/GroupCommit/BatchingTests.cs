using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.GroupCommit;

public sealed class BatchingTests : IDisposable
{
    private readonly DatabaseFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Write_When500ComeAtOnce_ShareFewTransactions()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        var first = await StartHeldWriteAsync(harness, "first");

        var writes = Enumerable.Range(0, 500).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();
        harness.Store.Release();
        await Task.WhenAll([first, .. writes]);

        Assert.Equal(501, harness.Store.Transactions.Sum());
        Assert.InRange(harness.Store.Transactions.Count, 2, 3);
        Assert.Equal(501, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [Fact]
    public async Task Write_WhenMoreWaitThanABatchMayHold_SplitsThem()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.BatchRowsMax = 10);
        var first = await StartHeldWriteAsync(harness, "first");

        var writes = Enumerable.Range(0, 25).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();
        harness.Store.Release();
        await Task.WhenAll([first, .. writes]);

        Assert.Equal([1, 10, 10, 5], harness.Store.Transactions);
    }

    [Fact]
    public async Task Write_WhenItIsAlone_LeavesAtOnce()
    {
        // A clock that does not move: nothing may wait for company.
        await using var harness = await StorageHarness.StartAsync(_file, time: new FakeTimeProvider());

        await harness.WriteNewAsync("1").WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([1], harness.Store.Transactions);
    }

    [Fact]
    public async Task Write_WhenTheSameKeyComesTwiceInOneBatch_TheSecondSeesTheFirst()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        var stored = await harness.WriteNewAsync("1");
        var one = new GrainState<OrderState>(new OrderState { Status = "one" }, stored.ETag);
        var two = new GrainState<OrderState>(new OrderState { Status = "two" }, stored.ETag);
        var first = await StartHeldWriteAsync(harness, "first");

        var writeOne = harness.WriteAsync("1", one);
        var writeTwo = harness.WriteAsync("1", two);
        var neighbour = harness.WriteNewAsync("2");
        harness.Store.Release();

        await Task.WhenAll(first, writeOne, neighbour);
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => writeTwo);
        Assert.Equal(one.ETag, conflict.StoredEtag);
        Assert.Equal("one", (await harness.ReadAsync("1")).State!.Status);
        Assert.False(harness.Store.KeyCameTwice);
    }

    [Fact]
    public async Task Write_WhenOneOf500Loses_OnlyItsCallerHears()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        await harness.WriteNewAsync("order-250", "winner");
        var first = await StartHeldWriteAsync(harness, "first");

        var writes = Enumerable.Range(0, 500).Select(i => harness.WriteNewAsync($"order-{i}", "batch")).ToArray();
        harness.Store.Release();
        await first;

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => writes[250]);
        Assert.NotNull(conflict.StoredEtag);
        await Task.WhenAll(writes.Where(static (_, i) => i != 250));
        Assert.Equal(501, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
        Assert.Equal("winner", (await harness.ReadAsync("order-250")).State!.Status);
    }

    [Fact]
    public async Task Write_WhenTheQueueIsFull_WaitsForRoom()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.QueueLengthMax = 2);
        var first = await StartHeldWriteAsync(harness, "first");
        Task[] queued = [harness.WriteNewAsync("1"), harness.WriteNewAsync("2")];
        var outside = harness.WriteNewAsync("3");

        // A stop flushes what is in the queue; what still waited for room was never in it.
        var stop = harness.Storage.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<PersistenceException>(() => outside);
        harness.Store.Release();

        await Task.WhenAll([first, .. queued, stop]);
        Assert.Equal(3, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [Fact]
    public async Task Write_WhenThereIsRoomAgain_IsQueued()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.QueueLengthMax = 2);
        var first = await StartHeldWriteAsync(harness, "first");
        var writes = Enumerable.Range(0, 50).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();

        harness.Store.Release();
        await Task.WhenAll([first, .. writes]);

        Assert.Equal(51, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [Fact]
    public async Task Write_WhenCanceledWhileQueued_IsNotWritten()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        var first = await StartHeldWriteAsync(harness, "first");
        using var canceled = new CancellationTokenSource();
        var queued = harness.Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("1"), StorageHarness.New(), canceled.Token);

        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        harness.Store.Release();
        await first;

        Assert.False((await harness.ReadAsync("1")).RecordExists);
    }

    [Fact]
    public async Task Write_WhenCanceledOnItsWay_EndsWithItsResult()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        harness.Store.Hold();
        using var canceled = new CancellationTokenSource();
        var state = StorageHarness.New();
        var write = harness.Storage.WriteStateAsync(StorageHarness.State, StorageHarness.Order("1"), state, canceled.Token);
        await Eventually.Async(() => harness.Store.Waiting == 1, "the write to reach the database");

        await canceled.CancelAsync();
        harness.Store.Release();
        await write;

        Assert.Equal(state.ETag, (await harness.ReadAsync("1")).ETag);
    }

    [Fact]
    public async Task Read_WhenAWriteIsHeldUp_DoesNotWaitForIt()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        await harness.WriteNewAsync("1", "stored");
        var held = await StartHeldWriteAsync(harness, "held");

        var read = await harness.ReadAsync("1").WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("stored", read.State!.Status);
        harness.Store.Release();
        await held;
    }

    [Fact]
    public async Task Write_WhenTheStateIsTooLarge_IsRejectedBeforeItIsQueued()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.StateBytesMax = 1_024);
        var state = new GrainState<OrderState>(new OrderState { Body = new byte[2_000] });

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => harness.WriteAsync("1", state));

        Assert.False(rejection.IsTransient);
        Assert.Contains(nameof(SqliteStorageOptions.StateBytesMax), rejection.Message, StringComparison.Ordinal);
        Assert.Empty(harness.Store.Transactions);
    }

    /// <summary>A write the database holds on to, so that what comes next gathers behind it.</summary>
    private static async Task<Task> StartHeldWriteAsync(StorageHarness harness, string key)
    {
        harness.Store.Hold();
        var write = harness.WriteNewAsync(key);
        await Eventually.Async(() => harness.Store.Waiting == 1, "the first write to reach the database");
        return write;
    }
}
