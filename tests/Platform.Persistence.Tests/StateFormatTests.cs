using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>What a build does with rows of a newer or an older one.</summary>
public abstract class StateFormatTests<TOptions>(TestDatabase<TOptions> database) : IDisposable
    where TOptions : GroupCommitStorageOptions
{
    public void Dispose()
    {
        database.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Read_WhenTheRowIsInANewerFormat_FailsClearly()
    {
        await using var newer = await StorageHarness.StartAsync(database, static options => options.StateFormat = 2);
        await using var older = await StorageHarness.StartAsync(database);
        await newer.WriteNewAsync("1");

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => older.ReadAsync("1"));

        Assert.False(rejection.IsTransient);
        Assert.Contains("format 2", rejection.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Change_WhenTheRowIsInANewerFormat_LeavesItAlone(bool delete)
    {
        await using var newer = await StorageHarness.StartAsync(database, static options => options.StateFormat = 2);
        await using var older = await StorageHarness.StartAsync(database, options => options.DeleteStateOnClear = delete);
        var stored = await newer.WriteNewAsync("1", "newer");
        var rightETag = new GrainState<OrderState>(new OrderState { Status = "older" }, stored.ETag);

        await Assert.ThrowsAsync<PersistenceException>(() => older.WriteAsync("1", rightETag));
        await Assert.ThrowsAsync<PersistenceException>(() => older.ClearAsync("1", rightETag));
        await Assert.ThrowsAsync<PersistenceException>(() => older.WriteAsync("1", StorageHarness.New()));

        var read = await newer.ReadAsync("1");
        Assert.Equal("newer", read.State!.Status);
        Assert.Equal(stored.ETag, read.ETag);
    }

    [SkippableFact]
    public async Task Write_WhenTheRowIsInAnOlderFormat_BringsItToTheNewOne()
    {
        await using var newer = await StorageHarness.StartAsync(database, static options => options.StateFormat = 2);
        await using var older = await StorageHarness.StartAsync(database);
        await older.WriteNewAsync("1", "older");

        var read = await newer.ReadAsync("1");
        await newer.WriteAsync("1", read);

        Assert.Equal("older", read.State!.Status);
        Assert.Equal(2, database.Scalar("SELECT format FROM grain_state"));
    }

    [SkippableFact]
    public async Task Write_WhenARolledBackBuildMeetsItsOwnStaleETag_StillLoses()
    {
        await using var older = await StorageHarness.StartAsync(database);
        var stale = await older.WriteNewAsync("1");
        var current = new GrainState<OrderState>(stale.State, stale.ETag);
        await older.WriteAsync("1", current);

        await Assert.ThrowsAsync<InconsistentStateException>(() => older.WriteAsync("1", stale));
    }
}
