using Microsoft.Data.Sqlite;
using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.GroupCommit;

public sealed class FailureTests : IDisposable
{
    private readonly DatabaseFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("ABORT", 1, 3)] // SQLite takes back one statement: the others go on in the same transaction.
    [InlineData("ROLLBACK", 5, 40)] // SQLite takes back the transaction: the batch is halved.
    public async Task Write_WhenOneOf500IsRejected_FailsAlone(string raise, int transactionsMin, int transactionsMax)
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        _file.Execute($"""
            CREATE TRIGGER guilty BEFORE INSERT ON grain_state WHEN CAST(NEW.grain_key AS TEXT) = 'order-123'
            BEGIN SELECT RAISE({raise}, 'a bad row'); END
            """);
        harness.Store.Hold();

        var writes = Enumerable.Range(0, 500).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();
        harness.Store.Release();

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => writes[123]);
        Assert.False(rejection.IsTransient);
        Assert.Contains("a bad row", rejection.Message, StringComparison.Ordinal);
        await Task.WhenAll(writes.Where(static (_, i) => i != 123));
        Assert.Equal(499, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
        Assert.InRange(harness.Store.Transactions.Count, transactionsMin, transactionsMax);
    }

    [Fact]
    public async Task Write_WhenTheStoreCannotNameTheGuiltyRow_HalvesUntilItIsAlone()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        harness.Store.Reject = static write => write.Key.GrainId.Key.ToString() == "order-7" ? new InvalidDataException("a NUL") : null;
        harness.Store.Hold();

        var writes = Enumerable.Range(0, 64).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();
        harness.Store.Release();

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => writes[7]);
        Assert.False(rejection.IsTransient);
        await Task.WhenAll(writes.Where(static (_, i) => i != 7));
        Assert.Equal(63, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [Fact]
    public async Task Write_WhenTheDatabaseFailsForAMoment_IsTriedAgain()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        harness.Store.Failures.Enqueue(new PersistenceException("busy", isTransient: true));
        harness.Store.Failures.Enqueue(new PersistenceException("busy", isTransient: true));

        await harness.WriteNewAsync("1");

        Assert.Equal([1, 1, 1], harness.Store.Transactions);
        Assert.True((await harness.ReadAsync("1")).RecordExists);
    }

    [Fact]
    public async Task Write_WhenTheDatabaseKeepsFailing_FailsForAllAsTransientAndThenGoesOn()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.RetryCountMax = 2);
        harness.Store.Hold();
        var writes = Enumerable.Range(0, 5).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();
        harness.Store.Reject = static _ => new PersistenceException("away", isTransient: true);
        harness.Store.Release();

        foreach (var write in writes)
        {
            var failure = await Assert.ThrowsAsync<PersistenceException>(() => write);
            Assert.True(failure.IsTransient);
        }

        harness.Store.Reject = static _ => null;
        await harness.WriteNewAsync("order-0");
        Assert.Equal(1, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [Fact]
    public async Task Write_WhenTheCommitsEndIsUnknown_CountsAsAConflict()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        var state = await harness.WriteNewAsync("1", "before");
        var etag = state.ETag;
        harness.Store.Failures.Enqueue(new AmbiguousCommitException("the connection broke", new IOException()));

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => harness.WriteAsync("1", state));

        Assert.Equal(etag, conflict.CurrentEtag);
        Assert.Equal(etag, state.ETag);

        // Never tried again: the first attempt may be there.
        Assert.Equal([1, 1], harness.Store.Transactions);
    }

    [Fact]
    public async Task Health_WhenCommitsEndUnknown_SaysSoUntilOneSucceeds()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        var state = await harness.WriteNewAsync("1", "before");
        harness.Store.Failures.Enqueue(new AmbiguousCommitException("the log can't be written", new IOException()));
        await Assert.ThrowsAsync<InconsistentStateException>(() => harness.WriteAsync("1", state));

        var health = await Assert.ThrowsAsync<PersistenceException>(() => harness.Storage.CheckAsync(CancellationToken.None));

        Assert.Contains("the log can't be written", health.Message, StringComparison.Ordinal);
        await harness.WriteNewAsync("2");
        await harness.Storage.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Write_WhenAnotherProcessHoldsTheFile_SucceedsOnceItLetsGo()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options =>
        {
            options.BusyTimeout = TimeSpan.FromMilliseconds(10);
            options.RetryCountMax = 20;
        });
        await using var other = _file.Open();
        DatabaseFile.Execute(other, "BEGIN IMMEDIATE");

        var write = harness.WriteNewAsync("1");
        await Eventually.Async(() => harness.Store.Transactions.Count >= 2, "the write to be tried again", () => harness.Store.Transactions.Count);
        DatabaseFile.Execute(other, "ROLLBACK");
        await write;

        Assert.True((await harness.ReadAsync("1")).RecordExists);
    }

    [Fact]
    public async Task Write_WhenAnotherProcessKeepsTheFile_FailsAsTransient()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options =>
        {
            options.BusyTimeout = TimeSpan.FromMilliseconds(10);
            options.RetryCountMax = 1;
        });
        await using var other = _file.Open();
        DatabaseFile.Execute(other, "BEGIN IMMEDIATE");

        var failure = await Assert.ThrowsAsync<PersistenceException>(() => harness.WriteNewAsync("1"));

        Assert.True(failure.IsTransient);
        Assert.Contains(_file.Path, failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, harness.Store.Transactions.Count);
    }

    [Fact]
    public async Task Write_WhenTheDiskIsFull_FailsAsTransientAndGoesOnWithSpace()
    {
        var full = true;
        await using var harness = await StorageHarness.StartAsync(_file, options =>
        {
            options.RetryCountMax = 1;
            options.ConnectionOpened = connection => LimitPages(connection, full ? 14 : 1_000_000);
        });
        GrainState<OrderState> Large() => new(new OrderState { Body = new byte[100_000] });

        var failure = await Assert.ThrowsAsync<PersistenceException>(() => harness.WriteAsync("1", Large()));
        var health = await Assert.ThrowsAsync<PersistenceException>(() => harness.Storage.CheckAsync(CancellationToken.None));
        full = false;
        await harness.WriteAsync("1", Large());
        await harness.Storage.CheckAsync(CancellationToken.None);

        Assert.True(failure.IsTransient);
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.Contains("full", health.Message, StringComparison.Ordinal);
        Assert.True((await harness.ReadAsync("1")).RecordExists);
    }

    [Fact]
    public async Task Write_WhenTheFileVanished_NeverComesBackEmpty()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.RetryCountMax = 0);
        File.Delete(_file.Path);

        // A connection opened after the start, as after a failure, finds no file and must not make one.
        var failure = await Assert.ThrowsAsync<PersistenceException>(() => harness.WriteNewAsync("1"));

        Assert.True(failure.IsTransient);
        Assert.False(File.Exists(_file.Path));
    }

    [Fact]
    public async Task Read_WhenAPayloadIsNoState_FailsInsteadOfGivingAFreshOne()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        await harness.WriteNewAsync("1");
        _file.Execute("UPDATE grain_state SET payload = x'FFFFFFFF'");

        var failure = await Assert.ThrowsAsync<PersistenceException>(() => harness.ReadAsync("1"));

        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task Read_WhenOneOfManyRowsIsDamaged_FailsAlone()
    {
        await using var harness = await StorageHarness.StartAsync(_file);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => harness.WriteNewAsync($"order-{i}")));
        _file.Execute("UPDATE grain_state SET etag = x'00' WHERE CAST(grain_key AS TEXT) = 'order-5'");

        var reads = Enumerable.Range(0, 20).Select(i => harness.ReadAsync($"order-{i}")).ToArray();

        var failure = await Assert.ThrowsAsync<PersistenceException>(() => reads[5]);
        Assert.False(failure.IsTransient);
        await Task.WhenAll(reads.Where(static (_, i) => i != 5));
    }

    private static void LimitPages(SqliteConnection connection, int pages) =>
        DatabaseFile.Execute(connection, $"PRAGMA max_page_count = {pages}");
}
