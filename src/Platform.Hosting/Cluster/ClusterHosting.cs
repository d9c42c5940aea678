using System.Net;
using Orleans.Configuration;
using Platform.Configuration;
using Platform.Hosting.Membership;

namespace Platform.Hosting;

/// <summary>Joins silos and clients to a cluster.</summary>
internal static class ClusterHosting
{
    // Orleans' million would keep every entity that was ever met, and is counted through once a second for the dashboard.
    private const int AddressesMax = 100_000;

    /// <summary>How the settings say that silos find each other. Nothing is opened yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="PlatformConfigurationException">The connection string can't be used.</exception>
    public static IMembership ChooseMembership(PlatformSettings settings) => settings.Cluster.Provider switch
    {
        ClusterProvider.Postgres => PostgresMembership.Choose(settings),
        ClusterProvider.Redis => RedisMembership.Choose(settings),
        _ => new LocalMembership(settings, LocalMembership.Answers),
    };

    /// <summary>Joins the cluster.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">The settings.</param>
    /// <param name="membership">How silos find each other.</param>
    /// <param name="advertised">The address that others reach the silo at.</param>
    /// <param name="sessionTimeout">
    /// After how long Kafka assigns a dead silo's partitions to another. Calls to its grains must be refused well before, or the new
    /// owners wait for answers that never come.
    /// </param>
    public static ISiloBuilder UsePlatformCluster(this ISiloBuilder silo, ClusterSettings cluster, IMembership membership, IPAddress advertised, TimeSpan sessionTimeout)
    {
        membership.AddTo(silo);
        if (cluster.Kubernetes)
        {
            silo.UseKubernetesHosting();
        }

        // After Kubernetes' hosting, which takes ids from variables of its own.
        return silo
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId))
            .Configure<EndpointOptions>(options =>
            {
                (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (advertised, cluster.SiloPort, cluster.GatewayPort);
                var listening = SiloAddresses.ListeningFor(advertised);
                options.SiloListeningEndpoint = new IPEndPoint(listening, cluster.SiloPort);
                options.GatewayListeningEndpoint = new IPEndPoint(listening, cluster.GatewayPort);
            })
            .Configure<GrainDirectoryOptions>(options => options.CacheSize = AddressesMax)
            .Configure<ClusterMembershipOptions>(options => options.ProbeTimeout = TimeSpan.FromTicks(sessionTimeout.Ticks / (2 * options.NumMissedProbesLimit)));
    }

    /// <summary>Makes a client of the cluster.</summary>
    /// <param name="client">The client.</param>
    /// <param name="cluster">The settings.</param>
    /// <param name="membership">How it finds silos.</param>
    public static IClientBuilder UsePlatformCluster(this IClientBuilder client, ClusterSettings cluster, IMembership membership) => membership.AddTo(client)
        .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId))
        .UseConnectionRetryFilter<ClusterConnectionRetry>();
}
