using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Platform.Configuration;
using Platform.Hosting.Security;

namespace Platform.Hosting.Tests.Cluster;

/// <summary>Connections of a silo of its own over TCP.</summary>
public sealed class ClusterTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tls-").FullName;
    private readonly string _foreignFolder = Directory.CreateTempSubdirectory("tls-foreign-").FullName;
    private readonly CertificateAuthority _authority = new("cluster");
    private readonly CertificateAuthority _foreign = new("foreign");
    private readonly (int Silo, int Gateway) _ports = (FreePort(), FreePort());

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_foreignFolder, recursive: true);
    }

    [Fact]
    public async Task Clients_AreAcceptedByTheClustersAuthorityAlone_AndAfterItsReplacementByTheNewOne()
    {
        var ca = _authority.WriteTo(_folder);
        using var silo = await StartSiloAsync(Files(_authority, _folder, "silo", ca, PlatformRole.Silo));

        await Eventually.HoldsAsync(() => ConnectsAsync(Files(_authority, _folder, "gateway", ca, PlatformRole.Gateway)), "the cluster's own client to be accepted");
        Assert.False(await ConnectsAsync(Files(_foreign, _foreignFolder, "gateway", _foreign.WriteTo(_foreignFolder), PlatformRole.Gateway)));
        Assert.False(await ConnectsAsync(files: null));

        // The silo's files are replaced by those of another authority.
        _foreign.Issue(_folder, "silo");
        File.Copy(Path.Combine(_foreignFolder, "ca.pem"), ca, overwrite: true);
        await Eventually.HoldsAsync(() => ConnectsAsync(Files(_foreign, _foreignFolder, "gateway", _foreign.WriteTo(_foreignFolder), PlatformRole.Gateway)), "the new authority's client to be accepted");
        await silo.StopAsync();
    }

    private static MemberCertificateFiles Files(CertificateAuthority authority, string folder, string name, string ca, PlatformRole role)
    {
        var (certificate, key) = authority.Issue(folder, name);
        return MemberCertificateFiles.Open(new ClusterSettings { CertificateFile = certificate, KeyFile = key, CaFile = ca }, role, TimeProvider.System)!;
    }

    private async Task<IHost> StartSiloAsync(MemberCertificateFiles files)
    {
        var silo = new HostBuilder()
            .ConfigureLogging(logging => logging.ClearProviders())
            .UseOrleans(silo => silo.UseLocalhostClustering(_ports.Silo, _ports.Gateway).UseClusterTls(files))
            .Build();
        await silo.StartAsync();
        return silo;
    }

    private async Task<bool> ConnectsAsync(MemberCertificateFiles? files)
    {
        using var client = new HostBuilder()
            .ConfigureLogging(logging => logging.ClearProviders())
            .UseOrleansClient(client => client
                .UseLocalhostClustering(_ports.Gateway)
                .UseClusterTls(files)
                .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5))
                .Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(2)))
            .Build();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await client.StartAsync(limit.Token);
            var hosts = await client.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
            await client.StopAsync();
            return hosts.Count == 1;
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
