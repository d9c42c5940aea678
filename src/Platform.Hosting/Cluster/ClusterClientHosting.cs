using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Configuration;
using Platform.Hosting.Membership;
using Platform.Hosting.Security;

namespace Platform.Hosting;

/// <summary>Makes a process a client of the cluster.</summary>
internal static class ClusterClientHosting
{
    /// <summary>Adds the client, which connects in the background and keeps trying.</summary>
    public static WebApplicationBuilder AddClusterClient(this WebApplicationBuilder builder, ClusterSettings cluster, IMembership membership, MemberCertificateFiles? certificates)
    {
        var hosted = builder.Services.Where(IsHosted).ToArray();
        builder.UseOrleansClient(client => client.UsePlatformCluster(cluster, membership).UseClusterTls(certificates));
        foreach (var added in builder.Services.Where(IsHosted).Except(hosted).ToArray())
        {
            builder.Services.Remove(added);
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ClusterConnector>();
        builder.Services.AddSingleton<IClusterConnection>(services => services.GetRequiredService<ClusterConnector>());
        builder.Services.AddHostedService(services => services.GetRequiredService<ClusterConnector>());
        return builder;
    }

    private static bool IsHosted(ServiceDescriptor service) => service.ServiceType == typeof(IHostedService);
}
