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

    /// <summary>The cluster's first silo.</summary>
    public required IPEndPoint Primary { get; init; }

    /// <summary>What the application adds.</summary>
    public required BannerLines Lines { get; init; }

    /// <summary>The first address HTTP is served at, without a slash at its end.</summary>
    public string Url { get; init; } = "";
}
