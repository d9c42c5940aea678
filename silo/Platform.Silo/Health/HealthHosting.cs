using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Silo.Streams;

namespace Platform.Silo.Health;

/// <summary>Serves <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthHosting
{
    // What doesn't answer in time is not ready.
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a check for each group that runs.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="groups">The groups' settings.</param>
    public static IHealthChecksBuilder AddGroups(this IHealthChecksBuilder checks, KafkaGroupsSettings groups)
    {
        foreach (var group in ConsumerGroups.Enabled(groups))
        {
            checks.Add(new HealthCheckRegistration(
                $"kafka-{group.Provider}",
                services => new GroupHealthCheck(services.GetRequiredKeyedService<IKafkaGroupStatus>(group.Provider)),
                HealthStatus.Unhealthy,
                tags: null,
                CheckTimeout));
        }

        return checks;
    }

    /// <summary>Maps both routes.</summary>
    /// <param name="app">The application.</param>
    public static void MapPlatformHealth(this WebApplication app)
    {
        // Alive means that the process answers: what a restart can't mend must not cause one.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = ReadinessResponse.WriteAsync });
    }
}
