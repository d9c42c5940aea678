using System.Net;
using Platform.Configuration;

namespace Platform.Hosting.Startup;

/// <summary>What the banner says.</summary>
internal sealed record BannerFacts
{
    /// <summary>The settings.</summary>
    public required PlatformSettings Settings { get; init; }

    /// <summary>The broker's address.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>What and where the database is.</summary>
    public required string Database { get; init; }

    /// <summary>Whether the state is gone at exit.</summary>
    public required bool IsDatabaseTemporary { get; init; }

    /// <summary>The address that others reach the silo at.</summary>
    public required IPAddress Advertised { get; init; }

    /// <summary>How the silo found its cluster; empty where there is nothing to say.</summary>
    public required string Membership { get; init; }

    /// <summary>What the application adds.</summary>
    public required BannerLines Lines { get; init; }

    /// <summary>The first address HTTP is served at, without a slash at its end.</summary>
    public string Url { get; init; } = "";
}
