using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Admin;

/// <summary>The gateway with its admin routes as a test wants them.</summary>
internal static class AdminApp
{
    /// <summary>Starts it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="enabled"><c>Platform:Admin:Enabled</c>, or null where it is not set.</param>
    /// <param name="reader">Reads dead letters.</param>
    public static Task<GatewayApp> StartAsync(ClusterFixture cluster, string environment = "Production", string? enabled = "true", IKafkaTopicReader? reader = null) =>
        GatewayApp.StartAsync(
            cluster,
            replace: services =>
            {
                if (reader is not null)
                {
                    services.AddSingleton(reader);
                }
            },
            settings: ["--environment", environment, .. enabled is null ? Array.Empty<string>() : ["--Platform:Admin:Enabled", enabled]]);
}
