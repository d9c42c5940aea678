namespace Platform.Hosting;

/// <summary>The scopes of the platform's own routes; an application has its own beside them.</summary>
public static class Scopes
{
    /// <summary>The operators' routes, the dashboard and the details of readiness.</summary>
    public const string Admin = "admin";

    /// <summary>The metrics, which <see cref="Admin"/> may read as well.</summary>
    public const string Metrics = "metrics";
}
