namespace Platform.Configuration;

/// <summary><c>Platform:Admin</c>.</summary>
public sealed record AdminSettings
{
    /// <summary>Whether the routes below <c>/admin</c> are open. Default: in Development only. They need the scope <c>admin</c>, or come in at <see cref="ManagementSettings.Url"/>.</summary>
    public bool Enabled { get; init; }
}
