using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.GroupCommit;

public sealed class StopTests : IDisposable
{
    private readonly DatabaseFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Stop_WhenWritesAreQueued_FlushesThemAndRejectsMore()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.BatchRowsMax = 10);
        harness.Store.Hold();
        var writes = Enumerable.Range(0, 50).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();

        var stop = harness.Storage.StopAsync(CancellationToken.None);
        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => harness.WriteNewAsync("late"));
        harness.Store.Release();
        await stop;
        await Task.WhenAll(writes);

        Assert.True(rejection.IsTransient);
        Assert.Equal(50, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [Fact]
    public async Task Stop_WhenGivenUp_FailsWhatWaitsAsTransient()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options =>
        {
            options.BatchRowsMax = 1;
            options.RetryDelay = TimeSpan.FromSeconds(10);
            options.RetryDelayMax = TimeSpan.FromSeconds(60);
        });
        harness.Store.Reject = static _ => new PersistenceException("away", isTransient: true);
        Task[] writes = [harness.WriteNewAsync("1"), harness.WriteNewAsync("2")];
        await Eventually.Async(() => harness.Store.Transactions.Count == 1, "the first write to be tried");
        using var giveUp = new CancellationTokenSource();
        var stop = harness.Storage.StopAsync(giveUp.Token);

        await giveUp.CancelAsync();
        await stop.WaitAsync(TimeSpan.FromSeconds(5));

        foreach (var write in writes)
        {
            Assert.True((await Assert.ThrowsAsync<PersistenceException>(() => write)).IsTransient);
        }
    }

    [Fact]
    public async Task Start_WhenItNeverCame_CallsFail()
    {
        await using var harness = StorageHarness.Create(_file);

        await Assert.ThrowsAsync<PersistenceException>(() => harness.ReadAsync("1"));

        Assert.False(File.Exists(_file.Path));
    }

    [Fact]
    public async Task Start_WhenAfterAStop_FindsEveryRow()
    {
        GrainState<OrderState> written;
        await using (var first = await StorageHarness.StartAsync(_file))
        {
            written = await first.WriteNewAsync("1", "paid");
        }

        await using var second = await StorageHarness.StartAsync(_file);

        var read = await second.ReadAsync("1");
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal("paid", read.State!.Status);
        await second.WriteAsync("1", read);
    }

    [Fact]
    public async Task Check_WhenRunning_AnswersAndLeavesNothing()
    {
        await using var harness = await StorageHarness.StartAsync(_file);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => harness.Storage.CheckAsync(CancellationToken.None)));

        Assert.Equal(0, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [Fact]
    public async Task Check_WhenAnotherProcessKeepsTheFile_Fails()
    {
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.BusyTimeout = TimeSpan.FromMilliseconds(10));
        await using var other = _file.Open();
        DatabaseFile.Execute(other, "BEGIN IMMEDIATE");

        await Assert.ThrowsAsync<PersistenceException>(() => harness.Storage.CheckAsync(CancellationToken.None));

        DatabaseFile.Execute(other, "ROLLBACK");
        await harness.Storage.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Check_WhenStopped_Fails()
    {
        await using var harness = await StorageHarness.StartAsync(_file);

        await harness.Storage.StopAsync(CancellationToken.None);

        await Assert.ThrowsAsync<PersistenceException>(() => harness.Storage.CheckAsync(CancellationToken.None));
    }
}
