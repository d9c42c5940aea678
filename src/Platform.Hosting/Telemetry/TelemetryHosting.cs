using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Metrics;

namespace Platform.Hosting.Telemetry;

/// <summary>Exports metrics, traces and logs over OTLP, where a collector is configured; of a silo and of a gateway alike.</summary>
internal static class TelemetryHosting
{
    private static readonly string[] Quiet = ["/health", MetricsHosting.Path];

    /// <summary>Adds what is configured; nothing where no collector is.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="meters">The application's own meters.</param>
    public static void AddPlatformTelemetry(this WebApplicationBuilder builder, TelemetrySettings settings, IEnumerable<string> meters)
    {
        if (settings.LogFormat == LogFormat.Json)
        {
            builder.Logging.AddJsonConsole(options => (options.IncludeScopes, options.UseUtcTimestamp, options.TimestampFormat) = (true, true, "O"));
        }

        if (settings.OtlpEndpoint is null)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(
            builder.Environment.ApplicationName, serviceVersion: VersionOf(builder.Environment), serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}"));
        if (settings.Metrics)
        {
            telemetry.WithMetrics(metrics => Add(metrics, new ExportedInstruments(meters), meters).AddOtlpExporter(exporter => Apply(settings, exporter, "metrics")));
        }

        if (settings.Traces)
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(KafkaInstrumentation.ActivitySourceName, "Npgsql")
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !Array.Exists(Quiet, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceRatio)))
                .AddOtlpExporter(exporter => Apply(settings, exporter, "traces")));
        }

        if (settings.Logs)
        {
            telemetry.WithLogging(
                logging => logging.AddOtlpExporter(exporter => Apply(settings, exporter, "logs")),
                options => (options.IncludeScopes, options.IncludeFormattedMessage) = (true, true));
        }
    }

    private static MeterProviderBuilder Add(MeterProviderBuilder metrics, ExportedInstruments exported, IEnumerable<string> meters) => metrics
        .AddMeter([KafkaInstrumentation.MeterName, "Platform.Processing", "Platform.Persistence", HostingMetrics.MeterName, ExportedInstruments.Orleans, "System.Runtime", "Microsoft.AspNetCore.Hosting", .. meters])
        // What Orleans counts with every call costs more than it says.
        .AddView(instrument => instrument.Meter.Name == ExportedInstruments.Orleans && !exported.Include(instrument) ? MetricStreamConfiguration.Drop : null);

    private static void Apply(TelemetrySettings settings, OtlpExporterOptions exporter, string signal)
    {
        exporter.Headers = settings.OtlpHeaders;
        (exporter.Protocol, exporter.Endpoint) = settings.OtlpProtocol == TelemetryProtocol.Grpc
            ? (OtlpExportProtocol.Grpc, settings.OtlpEndpoint!)
            : (OtlpExportProtocol.HttpProtobuf, new Uri($"{settings.OtlpEndpoint!.AbsoluteUri.TrimEnd('/')}/v1/{signal}"));
    }

    private static string? VersionOf(IHostEnvironment environment) =>
        AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == environment.ApplicationName)?.GetName().Version?.ToString();
}
