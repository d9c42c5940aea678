namespace Platform.Configuration;

/// <summary><c>Platform:Gateway</c>.</summary>
public sealed record GatewaySettings
{
    /// <summary>Whether the silo serves the application's HTTP routes. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How many requests one caller may make a second. Null for what the application says, else 1,000.</summary>
    public int? RequestsPerSecondMax { get; init; }

    /// <summary>How many requests of one caller are worked on at once. Null for what the application says, else 64.</summary>
    public int? CallerRequestsMax { get; init; }

    /// <summary>How many requests are worked on at once. Null for what the application says, else 256.</summary>
    public int? RequestsMax { get; init; }
}
