using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Platform.Configuration;
using Platform.Hosting.Membership;

namespace Platform.Hosting.Tests.Cluster;

public sealed class ClusterHostingTests
{
    [Theory]
    [InlineData(11111, false, null, true, 11111)]
    [InlineData(11112, false, null, true, 11111)]
    [InlineData(11112, false, null, false, 11112)]
    [InlineData(11112, true, null, true, 11112)]
    [InlineData(11112, false, "127.0.0.1:20000", true, 20000)]
    public void Primary_BySettingsAndWhatRuns_IsChosen(int port, bool isEmbedded, string? configured, bool usualAnswers, int expected)
    {
        var settings = new PlatformSettings
        {
            Kafka = new KafkaSettings { BootstrapServers = isEmbedded ? "" : "kafka:9092" },
            Cluster = new ClusterSettings { SiloPort = port, ConnectionString = configured },
        };

        var primary = new LocalMembership(settings, _ => usualAnswers).Primary;

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, expected), primary);
    }

    [Fact]
    public void Description_OfALocalCluster_SaysWhichWasJoinedOrThatNoneAnswered()
    {
        var settings = new PlatformSettings { Kafka = new KafkaSettings { BootstrapServers = "kafka:9092" }, Cluster = new ClusterSettings { SiloPort = 11112 } };
        var meant = settings with { Cluster = settings.Cluster with { ConnectionString = "127.0.0.1:11112" } };

        Assert.Contains("joined at 127.0.0.1:11111", new LocalMembership(settings, _ => true).Description, StringComparison.Ordinal);
        Assert.Contains("its first silo: none answered at 127.0.0.1:11111", new LocalMembership(settings, _ => false).Description, StringComparison.Ordinal);
        Assert.Empty(new LocalMembership(meant, _ => false).Description);
    }

    [Fact]
    public void Answer_OfAnEndpoint_TellsWhetherSomethingListens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = (IPEndPoint)listener.LocalEndpoint;
        var whileListening = LocalMembership.Answers(endpoint);
        listener.Stop();

        var afterwards = LocalMembership.Answers(endpoint);

        Assert.Equal((true, false), (whileListening, afterwards));
    }

    [Fact]
    public void Pod_HasOrleansHosting_AndTheIdsAndAddressOfItsSettings()
    {
        var cluster = new ClusterSettings { ClusterId = "shop-1", ServiceId = "shop", SiloPort = 11115, GatewayPort = 30005, Kubernetes = true };
        IServiceCollection? services = null;
        Environment.SetEnvironmentVariable("ORLEANS_CLUSTER_ID", "other");
        using var host = new HostBuilder()
            .UseOrleans(silo =>
            {
                services = silo.Services;
                silo.UsePlatformCluster(cluster, new LocalMembership(new PlatformSettings { Cluster = cluster }, _ => false), IPAddress.Parse("10.1.2.3"), TimeSpan.FromSeconds(30));
            })
            .Build();

        var ids = host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value;
        var endpoints = host.Services.GetRequiredService<IOptions<EndpointOptions>>().Value;

        Assert.Equal(("shop-1", "shop"), (ids.ClusterId, ids.ServiceId));
        Assert.Equal((IPAddress.Parse("10.1.2.3"), new IPEndPoint(IPAddress.Any, 11115)), (endpoints.AdvertisedIPAddress, endpoints.SiloListeningEndpoint));
        Assert.Contains(services!, service => service.ImplementationType?.Name == "KubernetesClusterAgent");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(300)]
    public void DeadSilo_IsKnownWellBeforeKafkaHandsItsPartitionsOver(int sessionSeconds)
    {
        var session = TimeSpan.FromSeconds(sessionSeconds);
        using var host = new HostBuilder()
            .UseOrleans(silo => silo.UsePlatformCluster(new ClusterSettings(), new LocalMembership(new PlatformSettings(), _ => false), IPAddress.Loopback, session))
            .Build();

        var membership = host.Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value;

        Assert.True(
            membership.ProbeTimeout * membership.NumMissedProbesLimit <= session / 2,
            $"{membership.NumMissedProbesLimit} probes of {membership.ProbeTimeout} for a session of {session}");
    }
}
