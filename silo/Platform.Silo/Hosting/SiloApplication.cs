using Orleans.Dashboard;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Gateway.Hosting;
using Platform.Metrics;
using Platform.Processing;
using Platform.Silo.Dashboard;
using Platform.Silo.Demo;
using Platform.Silo.Emails;
using Platform.Silo.Health;
using Platform.Silo.Startup;
using Platform.Silo.Storage;
using Platform.Silo.Streams;
using Platform.Silo.Topics;

namespace Platform.Silo.Hosting;

/// <summary>Puts the silo together.</summary>
internal static class SiloApplication
{
    // Requests end, agents drain, groups are left, producers flush, the silo leaves its cluster.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Builds it; nothing runs yet.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="database">Where state is kept.</param>
    /// <param name="broker">The broker.</param>
    public static WebApplication BuildSilo(this WebApplicationBuilder builder, PlatformSettings settings, IStateDatabase database, PlatformBroker broker)
    {
        var primary = ClusterHosting.PrimaryOf(settings, ClusterHosting.Answers);
        AddServices(builder.Services, settings, broker);
        builder.UseOrleans(silo => silo
            .UsePlatformCluster(settings.Cluster, primary)
            .AddPlatformStorage(database)
            .AddPlatformStreams(settings.Kafka, broker.Connection, settings.Kafka.IsEmbedded ? true : settings.Topics.AllowFewerReplicas)
            .AddDashboard());

        var app = builder.Build();
        Map(app, settings);
        app.AnnounceWhenStarted(settings, database, broker, primary);
        return app;
    }

    private static void AddServices(IServiceCollection services, PlatformSettings settings, PlatformBroker broker)
    {
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        services.AddSingleton(TimeProvider.System);
        services.AddPlatformMetrics().AddPlatformHealth(settings).AddPlatformEmail(settings.Email)
            .AddEventProcessing(options => options.TakeFailedEventsFrom(settings.Topics));
        services.AddKafkaTopics(broker.Connection).AddSingleton<TopicsAtStart>();
        if (settings.Gateway.Enabled)
        {
            services.AddPlatformGateway(broker.Connection);
        }

        if (settings.RunsDemo)
        {
            services.AddDemoFeed(broker.Connection);
        }
    }

    private static void Map(WebApplication app, PlatformSettings settings)
    {
        app.MapPlatformMetrics();
        if (settings.Gateway.Enabled)
        {
            app.MapPlatformGateway();
        }

        app.MapPlatformHealth();
        app.MapPlatformDashboard();
    }
}
