namespace Platform.Configuration;

/// <summary><c>Platform:Cluster</c>.</summary>
public sealed record ClusterSettings
{
    /// <summary><c>Localhost</c> (default) or <c>Redis</c>.</summary>
    public ClusterProvider Provider { get; init; }

    /// <summary>Redis' connection string. Never logged.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The cluster's id. Default <c>dev</c>.</summary>
    public string ClusterId { get; init; } = "dev";

    /// <summary>The service's id, stable over deployments: grain state belongs to it. Default <c>platform</c>.</summary>
    public string ServiceId { get; init; } = "platform";

    /// <summary>The port silos talk over. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>The port Orleans clients come in at. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The ids and ports without the connection string.</summary>
    public override string ToString() => $"{Provider} {ClusterId}/{ServiceId} {SiloPort}/{GatewayPort}";
}
