using System.Net;
using Platform.Configuration;

namespace Platform.Silo.Startup;

/// <summary>What the banner tells.</summary>
internal sealed record BannerFacts
{
    /// <summary>The settings.</summary>
    public required PlatformSettings Settings { get; init; }

    /// <summary>The broker's address.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>The database file, or null where state is in memory.</summary>
    public required string? DatabaseFile { get; init; }

    /// <summary>Whether the database file is removed at exit.</summary>
    public required bool IsDatabaseTemporary { get; init; }

    /// <summary>The cluster's first silo.</summary>
    public required IPEndPoint Primary { get; init; }

    /// <summary>The first address HTTP is served at, without a slash at its end.</summary>
    public required string Url { get; init; }
}
