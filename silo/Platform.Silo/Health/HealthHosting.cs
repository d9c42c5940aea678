using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Platform.Silo.Health;

/// <summary>Serves <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthHosting
{
    /// <summary>The tag of checks that decide about readiness.</summary>
    public const string ReadyTag = "ready";

    /// <summary>How long one check may take. What doesn't answer in time is not ready.</summary>
    public static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    public static void MapPlatformHealth(this WebApplication app)
    {
        // Alive means that the process answers: what a restart can't mend must not cause one.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag), ResponseWriter = ReadinessResponse.WriteAsync });
    }
}
