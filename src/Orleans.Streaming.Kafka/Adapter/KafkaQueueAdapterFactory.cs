using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>Puts one provider's parts together for Orleans' stream runtime.</summary>
internal sealed class KafkaQueueAdapterFactory : IQueueAdapterFactory, IDisposable
{
    private readonly string _name;
    private readonly KafkaConsumerGroup _group;
    private readonly StreamProducer _producer;
    private readonly StreamNamespaces _namespaces;
    private readonly ILoggerFactory _loggers;
    private readonly Func<QueueId, IStreamFailureHandler>? _failureHandlerOf;
    private readonly KafkaQueueCaches _caches;
    private readonly RewindSlots _rewindSlots;
    private readonly RewindMemory _rewindMemory;
    private readonly RewindConsumers _rewindConsumers;

    private KafkaQueueAdapterFactory(string name, KafkaConsumerGroup group, IKafkaProducer producer, IStreamEventEncoder encoder, StreamContextHeaders context, TransactionalProducer? transactions, Func<QueueId, IStreamFailureHandler>? failureHandlerOf, ILoggerFactory loggers)
    {
        (_name, _group, _failureHandlerOf, _loggers) = (name, group, failureHandlerOf, loggers);
        _namespaces = StreamNamespaces.Of(group.Services.Routes.Values);
        _producer = new StreamProducer(producer, encoder, context, _namespaces, transactions);
        _caches = new KafkaQueueCaches(CreateCache);
        _rewindSlots = new RewindSlots(group.Services.Options.RewindsMax);
        _rewindMemory = RewindMemory.Of(group.Services.Options, group.Services.Delivery.Memory);
        _rewindConsumers = new RewindConsumers(group.Services.Options, group.Services.Time, loggers.CreateLogger<RewindConsumers>());
    }

    public static KafkaQueueAdapterFactory Create(IServiceProvider services, string name) => new(
        name,
        services.GetRequiredKeyedService<KafkaConsumerGroup>(name),
        services.GetRequiredKeyedService<IKafkaProducer>(KafkaStreamsParts.ProducerName(name)),
        services.GetRequiredKeyedService<IStreamEventEncoder>(name),
        services.GetRequiredService<StreamContextHeaders>(),
        KafkaStreamsParts.OptionsOf(services, name).TransactionalBatches ? services.GetRequiredKeyedService<TransactionalProducer>(KafkaStreamsParts.ProducerName(name)) : null,
        services.GetKeyedService<StreamFailureHandlers>(name) is { } handlers ? queue => handlers.Create(services, queue) : null,
        services.GetRequiredService<ILoggerFactory>());

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(new KafkaQueueAdapter(_name, _group, _caches, _producer));

    public IQueueAdapterCache GetQueueAdapterCache() => _caches;

    public IStreamQueueMapper GetStreamQueueMapper() => new KafkaQueueMapper(_group.Services.Topics, _namespaces);

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new KafkaDeliveryFailureHandler(queueId, _caches, _failureHandlerOf?.Invoke(queueId), _group.Services.Delivery.Lines, _loggers.CreateLogger<KafkaDeliveryFailureHandler>()));

    public void Dispose() => _rewindSlots.Dispose();

    private KafkaQueueCache? CreateCache(QueueId queue)
    {
        var (topic, partition) = PartitionQueues.ToPartition(queue);
        return _group.Services.Routes[topic].Stream is { } options
            ? new KafkaQueueCache(topic, partition, options, _group.Services.Delivery, CreateRewinder, _loggers.CreateLogger<KafkaQueueCache>())
            : null;
    }

    private StreamRewinder CreateRewinder(KafkaQueueCache cache) => new(
        new TopicPartition(cache.Topic, cache.Partition),
        new StreamRecordReader(cache.Topic, cache.Options, _group.Services.Delivery.Decoder, _group.Services.Routes[cache.Topic].Filter),
        _rewindConsumers.Open,
        _rewindSlots,
        _rewindMemory,
        _group.Services.Delivery.Limits.Retry,
        _group.Services.Time,
        _loggers.CreateLogger<StreamRewinder>());
}
