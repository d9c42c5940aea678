namespace Platform.Hosting;

/// <summary>The gateway runs inside a silo.</summary>
internal sealed class InsideSilo : IClusterConnection
{
    public bool IsConnected => true;
}
