using Orleans.Dashboard;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Configuration.Startup;
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
        var logs = new StartLogs();
        logs.AddTo(builder.Logging);
        AddServices(builder.Services.AddSingleton(logs), settings, broker);
        builder.UseOrleans(silo => silo
            .UsePlatformCluster(settings.Cluster, primary, settings.Kafka.EffectiveSessionTimeout)
            .AddPlatformStorage(database)
            .AddPlatformStreams(settings.Kafka, broker.Connection, settings.Kafka.IsEmbedded ? true : settings.Topics.AllowFewerReplicas)
            .AddDashboard());

        var app = builder.Build();
        app.WarnOfIgnoredSettings();
        Map(app, settings);
        app.AnnounceWhenStarted(settings, database, broker, primary);
        return app;
    }

    /// <summary>Runs it until it is told to stop.</summary>
    /// <param name="app">The application.</param>
    /// <param name="database">Where state is kept.</param>
    /// <param name="stop">Gives up the start.</param>
    /// <exception cref="PlatformConfigurationException">It can't start with these settings.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop before it ran.</exception>
    public static async Task RunSiloAsync(this WebApplication app, IStateDatabase database, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Whatever the parts made of it.
            throw new OperationCanceledException(stop);
        }
        catch (Exception exception) when (StartFaults.Find(exception, database) is { } refusal)
        {
            throw new PlatformConfigurationException(refusal.Problems);
        }

        app.Services.GetRequiredService<StartLogs>().Started();
        await app.WaitForShutdownAsync(CancellationToken.None);
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
