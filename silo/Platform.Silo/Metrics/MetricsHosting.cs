using System.Diagnostics.Metrics;
using Prometheus;

namespace Platform.Silo.Metrics;

/// <summary>Serves <c>/metrics</c>.</summary>
internal static class MetricsHosting
{
    /// <summary>The path metrics are served at.</summary>
    public const string Path = "/metrics";

    public static IServiceCollection AddPlatformMetrics(this IServiceCollection services)
    {
        // A registry of our own: the default one starts the adapter for every meter of the process.
        var registry = Prometheus.Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);
        services.AddSingleton(registry);
        services.AddSingleton(provider => Bridge(registry, provider.GetRequiredService<IMeterFactory>()));
        return services;
    }

    public static void MapPlatformMetrics(this WebApplication app)
    {
        // Listening begins before the first instrument is made: what was counted earlier would be missing.
        app.Services.GetRequiredService<PrometheusBridge>();
        app.MapMetrics(Path, app.Services.GetRequiredService<CollectorRegistry>());
    }

    // A second silo in this process has meters of its own.
    private static PrometheusBridge Bridge(CollectorRegistry registry, IMeterFactory meters) =>
        new(registry, instrument => ExportedInstruments.Include(instrument) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters)));
}
