using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Configuration.Startup;
using Platform.Gateway.Cluster;
using Platform.Gateway.Health;
using Platform.Metrics;

namespace Platform.Gateway.Hosting;

/// <summary>The gateway as a process of its own: a client of the cluster.</summary>
internal static class GatewayProcess
{
    private const string DefaultUrl = "http://localhost:8081";

    /// <summary>Builds the process.</summary>
    /// <exception cref="PlatformConfigurationException">The configuration can't be used, or a port is taken.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = PlatformApplication.CreateBuilder(args, DefaultUrl);
        var settings = builder.LoadSettings(PlatformRole.Gateway);
        PortCheck.EnsureFree(ListeningPort.OfUrls(HttpAddresses.Of(builder.Configuration)));
        var connection = settings.Kafka.ToConnection();

        builder.Configuration.AddLoggingDefaults();
        builder.AddClusterClient(settings.Cluster);
        builder.Services.AddPlatformMetrics().AddKafkaTopics(connection).AddPlatformGateway(connection).AddGatewayHealth();

        var app = builder.Build();
        app.WarnOfIgnoredSettings();
        app.MapPlatformGateway();
        app.MapGatewayHealth();
        app.MapPlatformMetrics();
        app.SayWhereItListens();
        return app;
    }
}
