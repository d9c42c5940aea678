using System.Diagnostics.Metrics;
using Prometheus;

namespace Platform.Metrics;

/// <summary>Serves <c>/metrics</c>, of a silo and of a gateway alike.</summary>
public static class MetricsHosting
{
    /// <summary>The path metrics are served at.</summary>
    public const string Path = "/metrics";

    /// <summary>Adds the registry and what fills it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="meters">The names of the application's own meters that are exported too.</param>
    public static IServiceCollection AddPlatformMetrics(this IServiceCollection services, params IEnumerable<string> meters)
    {
        ArgumentNullException.ThrowIfNull(services);
        var exported = new ExportedInstruments(meters);
        // A registry of our own: the default one starts the adapter for every meter of the process.
        var registry = Prometheus.Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);
        services.AddSingleton(registry);
        services.AddSingleton(provider => Bridge(registry, exported, provider.GetRequiredService<IMeterFactory>()));
        return services;
    }

    /// <summary>Maps <see cref="Path"/> and begins to count.</summary>
    /// <param name="app">The application.</param>
    public static IEndpointConventionBuilder MapPlatformMetrics(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Listening begins before the first instrument is made: what was counted earlier would be missing.
        app.Services.GetRequiredService<PrometheusBridge>();
        return app.MapMetrics(Path, app.Services.GetRequiredService<CollectorRegistry>());
    }

    // A second silo in this process has meters of its own.
    private static PrometheusBridge Bridge(CollectorRegistry registry, ExportedInstruments exported, IMeterFactory meters) =>
        new(registry, instrument => exported.Include(instrument) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters)));
}
