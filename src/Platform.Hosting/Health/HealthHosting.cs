using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Hosting.Auth;
using Platform.Hosting.Membership;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Health;

/// <summary>Serves <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthHosting
{
    /// <summary>Where readiness is.</summary>
    public const string ReadyPath = "/health/ready";

    // What doesn't answer in time is not ready.
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a check for each group that runs, one for what they publish, and one for the database where there is one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="storage">The storage's settings.</param>
    /// <param name="membership">How silos find each other.</param>
    public static IServiceCollection AddPlatformHealth(this IServiceCollection services, IReadOnlyList<ConsumerGroup> groups, StorageSettings storage, IMembership membership)
    {
        var checks = services.AddHealthChecks();
        foreach (var group in groups)
        {
            checks.Add(Check($"kafka-{group.Name}", provider => new GroupHealthCheck(provider.GetRequiredKeyedService<IKafkaGroupStatus>(group.Name))));
        }

        checks.Add(Check("outputs", provider => new OutputsCheck(provider.GetRequiredKeyedService<IParkingStorage>(EventProcessing.StorageName)), HealthStatus.Degraded));
        if (storage.Provider != StorageProvider.Memory)
        {
            checks.Add(Check("storage", provider => new StorageHealthCheck(provider.GetRequiredKeyedService<IStorageProbe>(EventProcessing.StorageName))));
        }

        return services.AddMembership(membership);
    }

    /// <summary>Adds the checks that make a gateway ready: a silo and a broker answer.</summary>
    /// <param name="services">The services.</param>
    /// <param name="membership">How it finds silos.</param>
    public static IServiceCollection AddGatewayHealth(this IServiceCollection services, IMembership membership)
    {
        services.AddHealthChecks()
            .AddCheck<ClusterCheck>("cluster", timeout: CheckTimeout)
            .AddCheck<BrokerCheck>("kafka", timeout: CheckTimeout);
        return services.AddMembership(membership);
    }

    /// <summary>Maps both routes.</summary>
    /// <param name="app">The application.</param>
    public static void MapPlatformHealth(this WebApplication app)
    {
        // Alive means that the process answers: what a restart can't mend must not cause one.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().WithMetadata(OperatorRoute.Both).DisableRateLimiting();
        app.MapHealthChecks(ReadyPath, new HealthCheckOptions { ResponseWriter = ReadinessResponse.WriteAsync }).AllowAnonymous().WithMetadata(OperatorRoute.Both).DisableRateLimiting();
    }

    private static IServiceCollection AddMembership(this IServiceCollection services, IMembership membership)
    {
        services.AddSingleton(membership);
        if (membership.HasStore)
        {
            services.AddHealthChecks().Add(Check("membership", _ => new MembershipCheck(membership), HealthStatus.Degraded));
        }

        return services;
    }

    private static HealthCheckRegistration Check(string name, Func<IServiceProvider, IHealthCheck> create, HealthStatus failed = HealthStatus.Unhealthy) =>
        new(name, create, failed, tags: null, CheckTimeout);
}
