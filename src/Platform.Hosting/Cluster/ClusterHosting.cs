using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Platform.Configuration;

namespace Platform.Hosting;

/// <summary>Joins the silos of this machine to a cluster.</summary>
internal static class ClusterHosting
{
    // Orleans' million would keep every entity that was ever met, and is counted through once a second for the dashboard.
    private const int AddressesMax = 100_000;

    /// <summary>Where the first silo of a machine is, unless it was given another port.</summary>
    public static IPEndPoint Usual { get; } = new(IPAddress.Loopback, 11111);

    /// <summary>
    /// The silo whose membership table the cluster uses. It is the configured one; else this silo itself with the embedded
    /// broker (no other silo can see its records) and at the default port; else the silo at the default port, if there is one.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="answers">Whether something answers there.</param>
    public static IPEndPoint PrimaryOf(PlatformSettings settings, Func<IPEndPoint, bool> answers)
    {
        var own = new IPEndPoint(IPAddress.Loopback, settings.Cluster.SiloPort);
        return settings.Cluster.ConnectionString is { } configured ? IPEndPoint.Parse(configured)
            : LooksForAnother(settings) && answers(Usual) ? Usual
            : own;
    }

    /// <summary>Whether the silo joins another one if there is one, without a setting that names it.</summary>
    /// <param name="settings">The settings.</param>
    public static bool LooksForAnother(PlatformSettings settings) =>
        settings.Cluster.ConnectionString is null && !settings.Kafka.IsEmbedded && settings.Cluster.SiloPort != Usual.Port;

    /// <summary>Whether something accepts connections there.</summary>
    /// <param name="endpoint">An endpoint on this machine.</param>
    public static bool Answers(IPEndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(endpoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Joins the cluster.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">The settings.</param>
    /// <param name="primary">The silo whose membership table the cluster uses.</param>
    /// <param name="sessionTimeout">
    /// After how long Kafka assigns a dead silo's partitions to another. Calls to its grains must be refused well before, or the new
    /// owners wait for answers that never come.
    /// </param>
    public static ISiloBuilder UsePlatformCluster(this ISiloBuilder silo, ClusterSettings cluster, IPEndPoint primary, TimeSpan sessionTimeout) => silo
        .UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, primary, cluster.ServiceId, cluster.ClusterId)
        .Configure<GrainDirectoryOptions>(options => options.CacheSize = AddressesMax)
        .Configure<ClusterMembershipOptions>(options => options.ProbeTimeout = TimeSpan.FromTicks(sessionTimeout.Ticks / (2 * options.NumMissedProbesLimit)));
}
