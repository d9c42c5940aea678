using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>Puts one provider's parts together for Orleans' stream runtime.</summary>
internal sealed class KafkaQueueAdapterFactory(string name, KafkaConsumerGroup group, IKafkaProducer producer, ILoggerFactory loggers) : IQueueAdapterFactory
{
    // Keyed delivery puts nothing into the stream cache; the runtime asks for one all the same.
    private readonly SimpleQueueAdapterCache _cache = new(new SimpleQueueCacheOptions(), name, loggers);

    public static KafkaQueueAdapterFactory Create(IServiceProvider services, string name) => new(
        name,
        services.GetRequiredKeyedService<KafkaConsumerGroup>(name),
        services.GetRequiredKeyedService<IKafkaProducer>(KafkaStreamsSiloBuilderExtensions.ProducerName(name)),
        services.GetRequiredService<ILoggerFactory>());

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(new KafkaQueueAdapter(name, group, producer));

    public IQueueAdapterCache GetQueueAdapterCache() => _cache;

    public IStreamQueueMapper GetStreamQueueMapper() => new KafkaQueueMapper(group.Services.Topics);

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());
}
