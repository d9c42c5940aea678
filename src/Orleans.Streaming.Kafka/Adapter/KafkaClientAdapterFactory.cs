using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>The provider on a client: it produces; its subscriptions are served by the silos' agents.</summary>
internal sealed class KafkaClientAdapterFactory(string name, StreamProducer producer) : IQueueAdapterFactory, IQueueAdapter
{
    public string Name => name;

    // As on the silos: a client's subscription may begin at a token.
    public bool IsRewindable => true;

    public StreamProviderDirection Direction => StreamProviderDirection.WriteOnly;

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        producer.SendAsync(streamId, events, requestContext);

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => throw NoAgents();

    public IQueueAdapterCache GetQueueAdapterCache() => throw NoAgents();

    public IStreamQueueMapper GetStreamQueueMapper() => throw NoAgents();

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => throw NoAgents();

    private InvalidOperationException NoAgents() => new($"Kafka stream provider \"{name}\": a client runs no pulling agents.");
}
