using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Dashboard;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Hosting.Broker;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Health;
using Platform.Hosting.Membership;
using Platform.Hosting.Security;
using Platform.Hosting.Startup;
using Platform.Hosting.Storage;
using Platform.Hosting.Streams;
using Platform.Hosting.Telemetry;
using Platform.Hosting.Topics;
using Platform.Metrics;
using Platform.Processing;

namespace Platform.Hosting;

/// <summary>Puts a silo together.</summary>
internal static class SiloApplication
{
    /// <summary>Builds it, and sees to its topics; nothing is read yet.</summary>
    /// <param name="plan">What it is made of.</param>
    /// <param name="stop">Gives up waiting for the broker.</param>
    public static async Task<PlatformHost> BuildAsync(ApplicationPlan plan, CancellationToken stop)
    {
        var settings = plan.Settings;
        var topics = TopicsFile.Load(settings.Topics, plan.Declarations);
        var database = StorageHosting.ChooseDatabase(settings);
        var membership = ClusterHosting.ChooseMembership(settings);
        var broker = PlatformBroker.Start(settings.Kafka, topics, plan.Declarations.Groups, plan.Platform.Broker);
        plan.Platform.Built?.Invoke(plan.Declarations, broker.Connection);
        var app = Build(plan, database, broker, membership);
        var host = new PlatformHost(app, exception => StartErrors.Find(exception, database), app.Services.GetRequiredService<StartLogs>().Started, async () =>
        {
            await broker.DisposeAsync();
            await membership.DisposeAsync();
            database.Dispose();
        });
        try
        {
            await app.Services.GetRequiredService<MembershipAtStart>().OpenAsync(stop);
            await app.EnsureTopicsAsync(settings, topics, broker, stop);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Build(ApplicationPlan plan, IStateDatabase database, PlatformBroker broker, IMembership membership)
    {
        var (settings, declarations, builder) = (plan.Settings, plan.Declarations, plan.Web);
        var certificates = MemberCertificateFiles.Open(settings.Cluster, PlatformRole.Silo, TimeProvider.System);
        var advertised = SiloAddresses.Advertised(settings.Cluster);
        var logs = new StartLogs();
        logs.AddTo(builder.Logging);
        builder.AddPlatformTelemetry(settings.Telemetry, plan.Platform.ExportedMeters);
        AddServices(builder.Services.AddSingleton(logs), plan, broker, membership);
        builder.UseOrleans(silo =>
        {
            silo
                .UsePlatformCluster(settings.Cluster, membership, advertised, SessionTimeoutOf(plan))
                .UseClusterTls(certificates)
                .AddPlatformStorage(database)
                .AddPlatformStreams(declarations, settings.Kafka, broker.Connection, settings.Kafka.IsEmbedded ? true : settings.Topics.AllowFewerReplicas)
                .AddDashboard();
            plan.ConfigureSilo(silo);
        });
        plan.ReplaceServices();

        var app = builder.Build();
        plan.Loader.WarnOfIgnored(app.Logger);
        certificates?.Logger = app.Logger;
        Map(app, plan);
        app.AnnounceWhenStarted(new BannerFacts
        {
            Settings = settings,
            BootstrapServers = broker.Connection.BootstrapServers,
            Database = database.Description,
            IsDatabaseTemporary = database.IsTemporary,
            Advertised = advertised,
            Membership = membership.Description,
            Lines = plan.Platform.Banner,
        });
        return app;
    }

    // The groups' shortest: when it is over, others have this silo's partitions.
    private static TimeSpan SessionTimeoutOf(ApplicationPlan plan) => plan.Declarations.Groups
        .Select(group => group.SessionTimeoutOf(plan.Settings.Kafka)).DefaultIfEmpty(plan.Settings.Kafka.EffectiveSessionTimeout).Min();

    private static void AddServices(IServiceCollection services, ApplicationPlan plan, PlatformBroker broker, IMembership membership)
    {
        var (settings, declarations) = (plan.Settings, plan.Declarations);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit.PartsMax);
        services.TryAddSingleton(TimeProvider.System);
        services.AddPlatformMetrics(plan.Platform.ExportedMeters).AddHealthMetrics().AddSiloMetrics().AddPlatformHealth(declarations.Groups, settings.Storage, membership)
            .AddEventProcessing(declarations.Events, options =>
            {
                plan.ConfigureProcessing(options);
                foreach (var (topic, policy) in declarations.FailedEvents)
                {
                    options.FailedEvents[topic] = policy;
                }
            });
        services.AddKafkaTopics(broker.Connection).AddSingleton<TopicsAtStart>().AddSingleton<MembershipAtStart>();
        services.AddHostedService(provider => new KafkaWatch(
            provider.GetRequiredService<IKafkaTopics>(), provider.GetRequiredService<KafkaReach>(), SessionTimeoutOf(plan), provider.GetRequiredService<TimeProvider>()));
        services.AddPlatformHttp(broker.Connection, plan.Platform);
    }

    private static void Map(WebApplication app, ApplicationPlan plan)
    {
        app.MapPlatformMetrics().RequireOperator(Scopes.Metrics, Scopes.Admin).DisableRateLimiting();
        app.UsePlatformHttp(plan.Settings);
        if (plan.Settings.Gateway.Enabled)
        {
            app.MapPlatformApi(plan);
        }
        else
        {
            app.MapRoot(HealthHosting.ReadyPath);
        }

        app.MapPlatformHealth();
        app.MapPlatformDashboard(plan.Settings);
    }
}
