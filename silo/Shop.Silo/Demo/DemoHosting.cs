using Orleans.Streaming.Kafka;

namespace Shop.Silo.Demo;

/// <summary>Registers the demo feed.</summary>
internal static class DemoHosting
{
    public static IServiceCollection AddDemoFeed(this IServiceCollection services, KafkaConnection connection) => services
        .AddKafkaProducer(DemoFeed.ProducerName, producer => producer.Connection = connection)
        .AddHostedService<DemoFeed>();
}
