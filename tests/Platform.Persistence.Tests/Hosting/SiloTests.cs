using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Hosting;

public sealed class SiloTests : IDisposable
{
    private readonly DatabaseFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Grain_WhenTheSiloRestarts_HasItsState()
    {
        await using (var first = await DeployAsync())
        {
            var counter = first.Client.GetGrain<ICounterGrain>("1");
            await counter.Add();
            await counter.Add();
        }

        await using var second = await DeployAsync();

        Assert.Equal(3, await second.Client.GetGrain<ICounterGrain>("1").Add());
    }

    [Fact]
    public async Task Grain_WhenItWritesAsTheSiloStops_IsStored()
    {
        await using (var cluster = await DeployAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => cluster.Client.GetGrain<ICounterGrain>($"{i}").Add()));
            await cluster.StopAllSilosAsync();
        }

        await using var harness = await StorageHarness.StartAsync(_file, serviceId: ServiceId);
        var read = StorageHarness.New();
        await harness.Storage.ReadStateAsync("counter", await OnlyTypeAsync("49"), read);
        Assert.Equal("deactivated", read.State!.Status);
    }

    [Fact]
    public async Task Grain_WhenItWasOnlyAsked_LeavesNoRow()
    {
        await using var cluster = await DeployAsync();

        await cluster.Client.GetGrain<ICounterGrain>("unknown").Get();

        Assert.Equal(0, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }

    [Fact]
    public async Task Grain_WhenTheDatabaseIsBusy_SeesTheStoragesOwnException()
    {
        await using var cluster = await DeployAsync(static options =>
        {
            options.BusyTimeout = TimeSpan.FromMilliseconds(10);
            options.RetryCountMax = 0;
        });
        var counter = cluster.Client.GetGrain<ICounterGrain>("1");
        await counter.Get();
        await using var other = _file.Open();
        DatabaseFile.Execute(other, "BEGIN IMMEDIATE");

        var transient = await counter.FailsAsTransient();

        Assert.True(transient);
        DatabaseFile.Execute(other, "ROLLBACK");
    }

    [Fact]
    public async Task Probe_WhenTheSiloRuns_IsAKeyedServiceThatAnswers()
    {
        await using var cluster = await DeployAsync();
        var probe = cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IStorageProbe>("orders");

        await probe.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Silo_WhenTheOptionsAreWrong_DoesNotStart()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var cluster = await DeployAsync(static options => options.ConnectionString = "Data Source=:memory:");
        });

        Assert.Contains("Storage provider 'orders'", fault.ToString(), StringComparison.Ordinal);
    }

    private const string ServiceId = "shop";

    private async Task<InProcessTestCluster> DeployAsync(Action<SqliteStorageOptions>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = ServiceId;
        builder.ConfigureSilo((_, silo) => silo.AddSqliteGrainStorage("orders", options =>
        {
            options.ConnectionString = _file.ConnectionString;
            configure?.Invoke(options);
        }));
        var cluster = builder.Build();
        try
        {
            await cluster.DeployAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private async Task<GrainId> OnlyTypeAsync(string key)
    {
        await using var connection = _file.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT grain_type FROM grain_state";
        return GrainId.Create((string)(await command.ExecuteScalarAsync())!, key);
    }
}
