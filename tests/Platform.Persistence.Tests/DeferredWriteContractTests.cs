using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>What any database must do with deferred writes.</summary>
public abstract class DeferredWriteContractTests<TOptions>(TestDatabase<TOptions> database) : IAsyncLifetime, IDisposable
    where TOptions : GroupCommitStorageOptions
{
    private readonly StorageHarness _harness = StorageHarness.Create(database, static options =>
    {
        options.QueueLengthMax = 1;
        options.StateBytesMax = 1_000;
        options.RetryCountMax = 1;
    });

    public Task InitializeAsync() => _harness.Storage.StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    public void Dispose()
    {
        database.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Write_WhenItsEntityChangesWhileItWaits_WritesTheNewestState()
    {
        var order = new DeferredOrder();
        await HoldAsync(order, "1");
        order.Newest = new OrderState { Status = "second" };
        Write(order, "1");

        order.Newest = new OrderState { Status = "third" };
        order.Newest = new OrderState { Status = "fourth" };
        _harness.Store.Release();
        await order.EndedAsync(2);

        Assert.Equal(["new", "fourth"], order.Taken.Select(static state => state.Status));
        var read = await _harness.ReadAsync("1");
        Assert.Equal(("fourth", order.ETag), (read.State!.Status, read.ETag));
    }

    [SkippableFact]
    public async Task Writes_OfManyKeysManyTimes_EndInOrderEachWithTheETagOfTheOneBefore()
    {
        var orders = Enumerable.Range(0, 50).Select(static _ => new DeferredOrder()).ToArray();
        for (var version = 1; version <= 10; version++)
        {
            for (var i = 0; i < orders.Length; i++)
            {
                var order = orders[i];
                order.OnTake = () => order.Newest = new OrderState { Version = order.Taken.Count + 1 };
                Write(order, $"{i}");
            }
        }

        for (var i = 0; i < orders.Length; i++)
        {
            await orders[i].EndedAsync(10);
            Assert.Empty(orders[i].Failures);
            Assert.Equal(10, (await _harness.ReadAsync($"{i}")).State!.Version);
        }

        Assert.False(_harness.Store.KeyCameTwice);
    }

    [SkippableFact]
    public async Task Write_WhenItAndAnAwaitedOneShareABatch_BothAreWritten()
    {
        var order = new DeferredOrder();
        Write(order, "1");
        var awaited = _harness.WriteNewAsync("2");

        await Task.WhenAll(awaited, order.EndedAsync());

        Assert.Equal(1, order.Written);
        Assert.Equal(2, database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [SkippableFact]
    public async Task Write_WhenTheRowIsAnothers_FailsAsAConflict()
    {
        var stored = await _harness.WriteNewAsync("1");
        var (order, neighbour) = (new DeferredOrder(), new DeferredOrder());

        Write(order, "1");
        Write(neighbour, "2");
        await Task.WhenAll(order.EndedAsync(), neighbour.EndedAsync());

        Assert.Equal(stored.ETag, Assert.IsType<InconsistentStateException>(Assert.Single(order.Failures)).StoredEtag);
        Assert.Equal(1, neighbour.Written);
    }

    [SkippableFact]
    public async Task Write_WhenItsParkedRecordIsRejected_FailsAlone()
    {
        var orders = Enumerable.Range(0, 100).Select(static i => new DeferredOrder { Parking = Parking(1) }).ToArray();
        var guilty = orders[42];
        guilty.Parking = Parking(2, 2);
        await HoldAsync(new DeferredOrder(), "first");

        for (var i = 0; i < orders.Length; i++)
        {
            Write(orders[i], $"{i}");
        }

        _harness.Store.Release();
        await Task.WhenAll(orders.Select(static order => order.EndedAsync()));

        Assert.False(Assert.IsType<PersistenceException>(Assert.Single(guilty.Failures)).IsTransient);
        Assert.Equal(99, orders.Sum(static order => order.Written));
        Assert.Equal(99, database.Scalar("SELECT COUNT(*) FROM parked_record"));
    }

    [SkippableFact]
    public async Task Write_WhenItsStateIsTooLargeOrNotGiven_FailsAlone()
    {
        var refusal = new InvalidOperationException("no state");
        var large = new DeferredOrder { Newest = new OrderState { Status = new string('x', 2_000) } };
        var refusing = new DeferredOrder { OnTake = () => throw refusal };
        var order = new DeferredOrder();

        Write(large, "1");
        Write(refusing, "2");
        Write(order, "3");
        await Task.WhenAll(large.EndedAsync(), refusing.EndedAsync(), order.EndedAsync());

        Assert.False(Assert.IsType<PersistenceException>(Assert.Single(large.Failures)).IsTransient);
        Assert.Same(refusal, Assert.Single(refusing.Failures));
        Assert.Equal(1, order.Written);
        await WriteAgainAsync(refusing, "2");
    }

    [SkippableFact]
    public async Task Write_WhenItsOwnersThrowOnItsEnd_OthersAreWrittenAndSoIsTheNext()
    {
        var written = new DeferredOrder { OnEnd = static () => throw new InvalidOperationException("owner") };
        var failed = new DeferredOrder { ETag = Guid.NewGuid().ToString("N"), OnEnd = static () => throw new InvalidOperationException("owner") };
        var order = new DeferredOrder();
        await HoldAsync(new DeferredOrder(), "first");

        Write(written, "1");
        Write(failed, "2");
        Write(order, "3");
        _harness.Store.Release();
        await Task.WhenAll(written.EndedAsync(), failed.EndedAsync(), order.EndedAsync());

        Assert.Equal((1, 1, 1), (written.Ended, failed.Ended, order.Written));
        await WriteAgainAsync(written, "1");
    }

    [SkippableFact]
    public async Task Write_WhenTheCommitEndsUnknown_FailsAsAConflict()
    {
        _harness.Store.Failures.Enqueue(new AmbiguousCommitException("broken", new IOException()));
        var order = new DeferredOrder();

        Write(order, "1");
        await order.EndedAsync();

        Assert.Contains("unknown", Assert.IsType<InconsistentStateException>(Assert.Single(order.Failures)).Message, StringComparison.Ordinal);
        Assert.Single(_harness.Store.Transactions);
    }

    [SkippableFact]
    public async Task Write_WhenTheDatabaseIsAway_IsTriedAgainWithTheStateThatWasTaken_ThenFailsAsTransient()
    {
        _harness.Store.Reject = static _ => new PersistenceException("away", isTransient: true);
        var order = new DeferredOrder();

        Write(order, "1");
        await order.EndedAsync();

        Assert.True(Assert.IsType<PersistenceException>(Assert.Single(order.Failures)).IsTransient);
        Assert.Equal(2, _harness.Store.Transactions.Count);
        Assert.Single(order.Taken);
    }

    [SkippableFact]
    public async Task Write_WhenTheRowsFormatIsNewer_FailsAndLeavesIt()
    {
        var stored = await _harness.WriteNewAsync("1");
        database.Execute("UPDATE grain_state SET format = 2");
        var order = new DeferredOrder { ETag = stored.ETag };

        Write(order, "1");
        await order.EndedAsync();

        Assert.False(Assert.IsType<PersistenceException>(Assert.Single(order.Failures)).IsTransient);
        Assert.Equal(2, database.Scalar("SELECT format FROM grain_state"));
    }

    [SkippableFact]
    public async Task Writes_WhenMoreThanTheQueueMayHold_BlockNobodyAndShareTransactions()
    {
        var orders = Enumerable.Range(0, 500).Select(static _ => new DeferredOrder()).ToArray();
        await HoldAsync(new DeferredOrder(), "first");

        for (var i = 0; i < orders.Length; i++)
        {
            Write(orders[i], $"{i}");
        }

        _harness.Store.Release();
        await Task.WhenAll(orders.Select(static order => order.EndedAsync()));

        Assert.Equal(500, orders.Sum(static order => order.Written));
        Assert.InRange(_harness.Store.Transactions.Count, 2, 5);
    }

    [SkippableFact]
    public async Task Stop_WhenWritesAreQueued_FlushesThemAndFailsMore()
    {
        var (queued, late) = (new DeferredOrder(), new DeferredOrder());
        await HoldAsync(new DeferredOrder(), "first");
        Write(queued, "1");

        var stop = _harness.Storage.StopAsync(CancellationToken.None);
        Write(late, "2");
        var failure = Assert.Single(late.Failures);
        _harness.Store.Release();
        await stop;

        Assert.True(Assert.IsType<PersistenceException>(failure).IsTransient);
        Assert.Equal(1, queued.Written);
    }

    [SkippableFact]
    public async Task Stop_WhenGivenUp_FailsWhatWaitsAsTransient()
    {
        var queued = Enumerable.Range(0, 3).Select(static _ => new DeferredOrder()).ToArray();
        var first = new DeferredOrder();
        await HoldAsync(first, "1");
        Array.ForEach(queued, order => Write(order, "1"));

        var stop = _harness.Storage.StopAsync(new CancellationToken(canceled: true));
        _harness.Store.Release();
        await stop;

        Assert.Equal(1, first.Ended);
        Assert.All(queued, static order => Assert.True(Assert.IsType<PersistenceException>(Assert.Single(order.Failures)).IsTransient));
    }

    private void Write(DeferredOrder order, string key) => _harness.Storage.Write(StorageHarness.State, StorageHarness.Order(key), order);

    private async Task WriteAgainAsync(DeferredOrder order, string key)
    {
        var before = order.Written;
        (order.OnTake, order.OnEnd) = (null, null);
        Write(order, key);
        await Eventually.Async(() => order.Written == before + 1, "the next write of the key");
    }

    /// <summary>Holds the database back, with this write under way, and as many others as it takes at once.</summary>
    private async Task HoldAsync(DeferredOrder order, string key)
    {
        _harness.Store.Hold();
        Write(order, key);
        await Eventually.Async(() => _harness.Store.Waiting == 1, "the write to be under way");
        for (var i = 1; i < _harness.Store.WritesAtOnceMax; i++)
        {
            Write(new DeferredOrder(), $"held-{i}");
            await Eventually.Async(() => _harness.Store.Waiting == i + 1, "another write to be under way");
        }
    }

    private static ParkingChange Parking(params long[] sequences) => new()
    {
        Quarantine = null,
        Add = [.. sequences.Select(static sequence => new ParkedRecord
        {
            Sequence = sequence,
            Topic = "orders.created",
            TopicId = Guid.Empty,
            Partition = 0,
            Offset = sequence,
            LeaderEpoch = -1,
            Timestamp = DateTimeOffset.UnixEpoch,
            ErrorType = "x",
            Error = "y",
            ParkedAt = DateTimeOffset.UnixEpoch,
        })],
    };
}
