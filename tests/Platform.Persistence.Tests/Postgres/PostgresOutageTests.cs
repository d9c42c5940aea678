using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

/// <summary>The server away, hanging, crashed.</summary>
[Trait("Needs", "RealParts")]
public sealed class PostgresOutageTests : IClassFixture<PostgresServer>, IDisposable
{
    private const int Orders = 50;

    private readonly PostgresServer _server;
    private readonly PostgresSchemaOfTest _database;

    public PostgresOutageTests(PostgresServer server)
    {
        server.SkipIfMissing();
        _server = server;
        _database = new PostgresSchemaOfTest(server.ConnectionString);
    }

    public void Dispose() => _database.Dispose();

    [SkippableFact]
    public async Task Write_WhenTheServerIsAwayForAWhile_WaitsAndGoesOnByItself()
    {
        await using var harness = await StorageHarness.StartAsync(_database, Unhurried);
        _server.Stop();

        var writes = Enumerable.Range(0, Orders).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();
        await Eventually.Async(() => harness.Store.Transactions.Count > 2, "the writes to be tried again", () => harness.Store.Transactions.Count);
        await Assert.ThrowsAsync<PersistenceException>(() => harness.Storage.CheckAsync(CancellationToken.None));
        _server.Start();
        await Task.WhenAll(writes);

        await harness.Storage.CheckAsync(CancellationToken.None);
        Assert.Equal(Orders, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [SkippableFact]
    public async Task Start_WhenTheServerComesLater_WaitsForItHoweverFewTheRetriesAre()
    {
        _server.Stop();

        var starting = StorageHarness.StartAsync(_database, static options => (options.RetryCountMax, options.RetryPeriodMax) = (0, TimeSpan.Zero));
        await Assert.ThrowsAsync<PersistenceException>(() => StorageHarness.StartAsync(_database, static options => options.StartTimeout = TimeSpan.Zero));
        _server.Start();

        await using var harness = await starting;
        await harness.WriteNewAsync("order-0");
    }

    [SkippableFact]
    public async Task Write_WhenTheServerStaysAway_FailsAsTransientAndGoesOnLater()
    {
        await using var harness = await StorageHarness.StartAsync(_database, static options => options.RetryCountMax = 2);
        _server.Stop();

        var writes = Enumerable.Range(0, Orders).Select(i => harness.WriteNewAsync($"order-{i}")).ToArray();
        foreach (var write in writes)
        {
            Assert.True((await Assert.ThrowsAsync<PersistenceException>(() => write)).IsTransient);
        }

        Assert.True((await Assert.ThrowsAsync<PersistenceException>(() => harness.ReadAsync("order-0"))).IsTransient);
        _server.Start();
        await harness.WriteNewAsync("order-0");
        Assert.Equal(1, _database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [SkippableFact]
    public async Task Write_WhenTheServerHangs_IsGivenUpInTimeAndGoesOnByItself()
    {
        await using var harness = await StorageHarness.StartAsync(_database, static options =>
        {
            Patient(options);
            options.CommandTimeout = TimeSpan.FromSeconds(3);
        });
        await harness.WriteNewAsync("before");
        _server.Freeze();

        var write = harness.WriteNewAsync("1");
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.Storage.CheckAsync(impatient.Token));
        await Eventually.Async(() => harness.Store.Transactions.Count > 2, "the write to be tried again", () => harness.Store.Transactions.Count);
        _server.Thaw();
        await write;

        Assert.True((await harness.ReadAsync("1")).RecordExists);
    }

    [SkippableFact]
    public async Task Write_WhenTheServerStopsCrashesAndHangsUnderLoad_EveryAcknowledgedOneIsThere()
    {
        await using var harness = await StorageHarness.StartAsync(_database, Patient);
        using var enough = new CancellationTokenSource();
        var acknowledged = new long[Orders];
        var writers = Enumerable.Range(0, Orders).Select(order => Task.Run(() => WriteUntilAsync(harness, order, acknowledged, enough.Token))).ToArray();

        Action[] troubles = [Restart(_server.Stop), Restart(_server.Crash), FreezeForAWhile(harness), Restart(_server.Crash)];
        foreach (var trouble in troubles)
        {
            var before = acknowledged.Sum();
            await Eventually.Async(() => acknowledged.Sum() > before + Orders, "the writers to go on", () => acknowledged.Sum() - before);
            trouble();
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
        for (var order = 0; order < Orders; order++)
        {
            Assert.Equal(acknowledged[order], (await harness.ReadAsync($"order-{order}")).State!.Version);
        }
    }

    private Action Restart(Action stop) => () =>
    {
        stop();
        _server.Start();
    };

    private Action FreezeForAWhile(StorageHarness harness) => () =>
    {
        _server.Freeze();
        var tried = harness.Store.Transactions.Count;
        SpinWait.SpinUntil(() => harness.Store.Transactions.Count > tried + 1, TimeSpan.FromSeconds(10));
        _server.Thaw();
    };

    /// <summary>As a grain does: counts up, and after a conflict goes on from what is stored.</summary>
    private static async Task WriteUntilAsync(StorageHarness harness, int order, long[] acknowledged, CancellationToken enough)
    {
        var key = $"order-{order}";
        var state = StorageHarness.New();
        while (!enough.IsCancellationRequested)
        {
            try
            {
                state.State!.Version = acknowledged[order] + 1;
                await harness.WriteAsync(key, state);
                Volatile.Write(ref acknowledged[order], state.State.Version);
            }
            catch (PersistenceException e) when (e.IsTransient)
            {
                // Certainly not written: the same again.
            }
            catch (InconsistentStateException)
            {
                // Whether it was written is unknown: only this one may be there, and nothing acknowledged may be gone.
                state = await ReloadAsync(harness, key);
                Assert.InRange(state.State!.Version, acknowledged[order], acknowledged[order] + 1);
                Volatile.Write(ref acknowledged[order], state.State.Version);
            }
        }
    }

    private static async Task<GrainState<OrderState>> ReloadAsync(StorageHarness harness, string key)
    {
        while (true)
        {
            try
            {
                return await harness.ReadAsync(key);
            }
            catch (PersistenceException e) when (e.IsTransient)
            {
                // Still away.
            }
        }
    }

    // A commit that outlives its timeout may have happened, and is not tried again: nothing of that is meant to be here.
    private static void Unhurried(PostgresStorageOptions options)
    {
        Patient(options);
        options.CommandTimeout = TimeSpan.FromSeconds(10);
    }

    private static void Patient(PostgresStorageOptions options)
    {
        options.CommandTimeout = TimeSpan.FromSeconds(1);
        options.ConnectTimeout = TimeSpan.FromSeconds(1);
        options.RetryCountMax = 20;
        options.RetryDelay = TimeSpan.FromMilliseconds(100);
        options.RetryDelayMax = TimeSpan.FromSeconds(1);
        options.RetryPeriodMax = TimeSpan.FromSeconds(60);
    }
}
