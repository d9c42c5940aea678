using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Platform.Gateway.Health;

/// <summary>Serves <c>/health/live</c> and <c>/health/ready</c> of the gateway's own process.</summary>
internal static class GatewayHealth
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds the checks that make it ready: a silo and a broker answer.</summary>
    public static IServiceCollection AddGatewayHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<ClusterCheck>("cluster", timeout: CheckTimeout)
            .AddCheck<BrokerCheck>("kafka", timeout: CheckTimeout);
        return services;
    }

    /// <summary>Maps both routes.</summary>
    public static void MapGatewayHealth(this WebApplication app)
    {
        // Alive means that the process answers: what a restart can't mend must not cause one.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = ReadinessAnswer.WriteAsync });
    }
}
