using Microsoft.Extensions.Configuration;
using Orleans.Streaming.Kafka;

namespace Delivery;

/// <summary>The provider's keyed delivery to grains that store nothing, with its own defaults where no option says otherwise.</summary>
internal static class KeyedDelivery
{
    public static async Task RunAsync(string bootstrap, string topic, IConfiguration options, DeliveryCount count, TimeSpan limit)
    {
        using var host = LocalSilo.Build(count, silo => silo.AddKafkaStreams("bench", kafka => kafka
            .Configure(o =>
            {
                o.Connection = new KafkaConnection { BootstrapServers = bootstrap };
                o.GroupId = $"keyed-{Guid.NewGuid():N}";

                // One broker is enough to be measured on.
                o.AllowFewerReplicas = true;
            })
            .Configure(options)
            .DecodeWith<OrderEventDecoder>()
            .Topic(topic, t => t.DeliverTo<IIdleGrain>(e => ((OrderEvent)e.Value).Payload.OrderId))));
        await host.StartAsync();
        await count.WaitAsync(limit);
        await host.StopAsync();
    }
}
