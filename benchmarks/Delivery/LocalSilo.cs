using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Delivery;

/// <summary>One silo on free ports that logs errors only.</summary>
internal static class LocalSilo
{
    public static IHost Build(DeliveryCount count, Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(count);
        builder.UseOrleans(silo => configure(silo.UseLocalhostClustering(FreePort(), FreePort(), serviceId: "delivery", clusterId: Guid.NewGuid().ToString("N"))));
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
