namespace Platform.Configuration;

/// <summary><c>Platform:Admin</c>.</summary>
public sealed record AdminSettings
{
    /// <summary>Whether the routes below <c>/admin</c> are open. Default: in Development only. They have no authentication of their own.</summary>
    public bool Enabled { get; init; }
}
