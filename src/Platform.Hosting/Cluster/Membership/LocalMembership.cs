using System.Net;
using System.Net.Sockets;
using Platform.Configuration;

namespace Platform.Hosting.Membership;

/// <summary>The silos of this machine, whose members are in the memory of the first one.</summary>
internal sealed class LocalMembership : IMembership
{
    // Where the first silo of a machine is, unless it was given another port.
    private static readonly IPEndPoint Usual = new(IPAddress.Loopback, 11111);

    private readonly ClusterSettings _cluster;
    private readonly bool _looksForAnother;

    /// <summary>Finds the first silo.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="answers">Whether something answers there.</param>
    public LocalMembership(PlatformSettings settings, Func<IPEndPoint, bool> answers)
    {
        _cluster = settings.Cluster;
        _looksForAnother = _cluster.ConnectionString is null && !settings.Kafka.IsEmbedded && _cluster.SiloPort != Usual.Port;
        Primary = _cluster.ConnectionString is { } configured ? IPEndPoint.Parse(configured)
            : _looksForAnother && answers(Usual) ? Usual
            : Own;
    }

    /// <summary>
    /// The silo whose membership table the cluster uses. It is the configured one; else this silo itself with the embedded
    /// broker (no other silo can see its records) and at the default port; else the silo at the default port, if there is one.
    /// </summary>
    public IPEndPoint Primary { get; }

    /// <inheritdoc />
    public string Description =>
        !Primary.Equals(Own) ? $"joined at {Primary}"
        : _looksForAnother ? $"its first silo: none answered at {Usual} (to join one: Platform__Cluster__ConnectionString=host:port)"
        : "";

    /// <inheritdoc />
    public bool HasStore => false;

    private IPEndPoint Own => new(IPAddress.Loopback, _cluster.SiloPort);

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

    /// <inheritdoc />
    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public PlatformConfigurationException Refuse(string fault) => new([$"Platform:Cluster:Provider = 'Localhost' (environment: Platform__Cluster__Provider)\n{fault}"]);

    /// <inheritdoc />
    public ISiloBuilder AddTo(ISiloBuilder silo) =>
        silo.UseLocalhostClustering(_cluster.SiloPort, _cluster.GatewayPort, Primary, _cluster.ServiceId, _cluster.ClusterId);

    /// <inheritdoc />
    public IClientBuilder AddTo(IClientBuilder client) =>
        client.UseLocalhostClustering(_cluster.GatewayPort, _cluster.ServiceId, _cluster.ClusterId);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
