using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.TestingHost;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Hosting;

[Trait("Needs", "RealParts")]
public sealed class PostgresSiloTests : IDisposable
{
    private readonly PostgresSchemaOfTest _database = new();

    public void Dispose() => _database.Dispose();

    [SkippableFact]
    public async Task Grain_WhenTheSiloRestarts_HasItsState()
    {
        await using (var first = await DeployAsync(_database.ConnectionString, silos: 2))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => first.Client.GetGrain<ICounterGrain>($"{i}").Add()));
            await first.Silos[0].ServiceProvider.GetRequiredKeyedService<IStorageProbe>("orders").CheckAsync(CancellationToken.None);
        }

        await using var second = await DeployAsync(_database.ConnectionString, silos: 1);

        Assert.Equal(2, await second.Client.GetGrain<ICounterGrain>("7").Add());
    }

    [SkippableFact]
    public async Task Silo_WhenThePasswordIsInTheSettings_NeverShowsIt()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Database = "nowhere", Password = "hunter2" }.ConnectionString;

        var fault = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var cluster = await DeployAsync(connectionString, silos: 1);
        });

        Assert.Contains("'orders'", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    private static async Task<InProcessTestCluster> DeployAsync(string connectionString, short silos)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ServiceId = "shop";
        builder.ConfigureSilo((_, silo) => silo.AddPostgresGrainStorage("orders", options => options.ConnectionString = connectionString));
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
}
