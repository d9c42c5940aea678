using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Hosting.Health;
using Platform.Hosting.Security;
using Platform.Hosting.Startup;
using Platform.Hosting.Telemetry;
using Platform.Metrics;

namespace Platform.Hosting;

/// <summary>Puts a gateway together: a client of the cluster that serves the application's routes.</summary>
internal static class GatewayApplication
{
    /// <summary>Builds it.</summary>
    /// <param name="plan">What it is made of.</param>
    public static PlatformHost Build(ApplicationPlan plan)
    {
        var (settings, builder) = (plan.Settings, plan.Web);
        var connection = settings.Kafka.ToConnection();
        var membership = ClusterHosting.ChooseMembership(settings);
        var certificates = MemberCertificateFiles.Open(settings.Cluster, PlatformRole.Gateway, TimeProvider.System);
        builder.AddPlatformTelemetry(settings.Telemetry, plan.Platform.ExportedMeters);
        builder.AddClusterClient(settings.Cluster, membership, certificates);
        builder.Services.AddSingleton(plan.Declarations.Events).AddPlatformMetrics(plan.Platform.ExportedMeters).AddHealthMetrics().AddKafkaTopics(connection).AddPlatformHttp(connection, plan.Platform).AddGatewayHealth(membership);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit.PartsMax);
        plan.ReplaceServices();

        var app = builder.Build();
        plan.Loader.WarnOfIgnored(app.Logger);
        certificates?.Logger = app.Logger;
        app.UsePlatformHttp(settings);
        app.MapPlatformApi(plan);
        app.MapPlatformHealth();
        app.MapPlatformMetrics().RequireOperator(Scopes.Metrics, Scopes.Admin).DisableRateLimiting();
        app.SayWhereItListens();
        return new PlatformHost(app, _ => null, () => { }, membership.DisposeAsync);
    }
}
