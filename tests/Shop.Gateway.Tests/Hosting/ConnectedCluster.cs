using Platform.Hosting;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>The tests' cluster is always there.</summary>
internal sealed class ConnectedCluster : IClusterConnection
{
    public bool IsConnected => true;
}
