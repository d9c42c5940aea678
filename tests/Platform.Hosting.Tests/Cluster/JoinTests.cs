using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Platform.Configuration;
using Platform.Hosting.Tests.Meters;

namespace Platform.Hosting.Tests.Cluster;

/// <summary>Silos of one cluster keep their states in one database: in this process, found through the first one.</summary>
public sealed class JoinTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("join-").FullName;
    private readonly int _first = FreePort();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Silo_WithADatabaseOfItsOwn_IsRefused_AndOneWithTheClustersJoins()
    {
        await using var first = await StartAsync(_first, "a.db");

        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => StartAsync(FreePort(), "b.db"));
        await using var second = await StartAsync(FreePort(), "a.db");

        Assert.Contains("Platform:Storage:ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder, "a.db"), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder, "b.db"), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, await ActiveAsync(first));
        await second.App.StopAsync();
        await first.App.StopAsync();
    }

    [Fact]
    public async Task Silo_WithACopyOfTheClustersDatabase_IsRefused()
    {
        await using (var before = await StartAsync(_first, "a.db"))
        {
            await before.App.StopAsync();
        }

        File.Copy(Path.Combine(_folder, "a.db"), Path.Combine(_folder, "copy.db"));
        await using var first = await StartAsync(_first, "a.db");

        await Assert.ThrowsAsync<PlatformConfigurationException>(() => StartAsync(FreePort(), "copy.db"));

        Assert.Equal(1, await ActiveAsync(first));
        await first.App.StopAsync();
    }

    [Fact]
    public async Task Silo_OfAnotherClusterOnTheSameDatabase_IsRefusedByItsSetting()
    {
        await using (var first = await StartAsync(_first, "a.db"))
        {
            await first.App.StopAsync();
        }

        var refusal = await Assert.ThrowsAsync<PlatformConfigurationException>(() => StartAsync(_first, "a.db", "--Platform:Cluster:ClusterId=green"));
        await using var taken = await StartAsync(_first, "a.db", "--Platform:Cluster:ClusterId=green", "--Platform:Storage:TakeOverFrom=dev");
        await taken.App.StopAsync();

        Assert.Contains("belongs to cluster 'dev' of service 'platform'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Platform:Storage:ConnectionString", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<PlatformHost> StartAsync(int siloPort, string database, params string[] args)
    {
        var builder = PlatformApplication.CreateSiloBuilder(
            [
                "--environment=Development", "--urls=http://127.0.0.1:0", $"--Platform:Cluster:SiloPort={siloPort}", $"--Platform:Cluster:GatewayPort={FreePort()}",
                $"--Platform:Cluster:ConnectionString=127.0.0.1:{_first}", $"--Platform:Storage:ConnectionString=Data Source={Path.Combine(_folder, database)}", .. args,
            ],
            platform =>
            {
                MeterApplication.Declare(platform);
                platform.SetDefault("Logging:LogLevel:Default", "Warning");
            });
        var host = await builder.BuildAsync(CancellationToken.None);
        try
        {
            await host.StartAsync(CancellationToken.None);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static async Task<int> ActiveAsync(PlatformHost host) =>
        (await host.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
