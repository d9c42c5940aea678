using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Benchmarks;

/// <summary>One silo that delivers the whole topic to grains that store nothing, with the library's own defaults where no option says otherwise.</summary>
internal static class KeyedDeliveryRun
{
    public static async Task<Measured> RunAsync(RealKafka broker, int records, IConfiguration options)
    {
        var count = new DeliveryCount(records);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(count);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort(), serviceId: "bench", clusterId: Guid.NewGuid().ToString("N"))
            .AddKafkaStreams("bench", kafka => kafka
                .Configure(o =>
                {
                    o.Connection = new KafkaConnection { BootstrapServers = broker.BootstrapServers };
                    o.GroupId = $"keyed-{Guid.NewGuid():N}";
                    // One broker is enough to be measured on.
                    o.AllowFewerReplicas = true;
                })
                .Configure(options)
                .DecodeWith<OrderEventDecoder>()
                .Topic(OrderRecords.Topic, t => t.DeliverTo<IIdleGrain>(e => ((OrderEvent)e.Value).OrderId))));
        using var host = builder.Build();
        await host.StartAsync();
        var processor = Measured.Processor();
        var elapsed = await count.All;
        var measured = Measured.Of(records, elapsed, processor);
        await host.StopAsync();
        return measured;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
