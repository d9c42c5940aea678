namespace Platform.Configuration;

/// <summary><c>Platform:Gateway</c>.</summary>
public sealed record GatewaySettings
{
    /// <summary>Whether the silo serves the application's HTTP routes. Default true.</summary>
    public bool Enabled { get; init; } = true;
}
