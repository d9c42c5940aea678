namespace Platform.Configuration;

/// <summary><c>Platform:Cluster</c>.</summary>
public sealed record ClusterSettings
{
    /// <summary><c>Localhost</c> (default), <c>Postgres</c> or <c>Redis</c>.</summary>
    public ClusterProvider Provider { get; init; }

    /// <summary>
    /// Where the members are kept: the connection string of PostgreSQL (default: the state's database) or of Redis (required). With
    /// <c>Localhost</c> the first silo, <c>127.0.0.1:port</c>. Never logged.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>The cluster's id. Default <c>dev</c>; required outside Development with another provider than <c>Localhost</c>.</summary>
    public string ClusterId { get; init; } = "dev";

    /// <summary>The service's id, stable over deployments: grain state belongs to it. Default <c>platform</c>.</summary>
    public string ServiceId { get; init; } = "platform";

    /// <summary>The IP address or host name that other silos and gateways reach this silo at. Default: this machine's address.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>The port silos talk over. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>The port Orleans clients come in at. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Whether Orleans' Kubernetes hosting is used. Default: where Kubernetes runs the process, with another provider than <c>Localhost</c>.</summary>
    public bool Kubernetes { get; init; }

    /// <summary>A PEM file with the certificate, and its chain, that this process shows to silos and gateways; null for no encryption.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with the certificate's private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>What the private key is encrypted with, if it is. Never logged.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>A PEM file with the authorities whose certificates make a process a member of this cluster.</summary>
    public string? CaFile { get; init; }

    /// <summary>Allows unencrypted traffic between silos, and to a store of members that <see cref="ConnectionString"/> names, outside Development.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>The ids and ports without the connection string.</summary>
    public override string ToString() => $"{Provider} {ClusterId}/{ServiceId} {SiloPort}/{GatewayPort}";
}
