using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Metrics;

/// <summary>The instruments of the process as a whole, on the meter <c>Platform.Hosting</c>.</summary>
internal static class HostingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Platform.Hosting";

    /// <summary>Shows the health checks, of a silo and of a gateway alike.</summary>
    public static IServiceCollection AddHealthMetrics(this IServiceCollection services)
    {
        services.Configure<HealthCheckPublisherOptions>(options => (options.Delay, options.Period) = (TimeSpan.FromSeconds(2), HealthGauge.Period));
        return services.AddSingleton<IHealthCheckPublisher, HealthGauge>();
    }

    /// <summary>Shows how many silos this one sees, and what the database says of entities.</summary>
    public static IServiceCollection AddSiloMetrics(this IServiceCollection services) => services
        .AddHostedService<StoredEntityGauges>()
        .AddSingleton(provider => new SiloGauge(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<ISiloStatusOracle>()))
        .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloGauge>());
}
