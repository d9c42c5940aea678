using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Platform.Silo.Streams;

/// <summary>
/// Publishes what grains put out, over a producer whose records never expire: records that fail by timeout would break
/// the order. Thread-safe.
/// </summary>
internal sealed class KafkaOutputPublisher([FromKeyedServices(KafkaOutputPublisher.ProducerName)] IKafkaProducer producer) : IOutputPublisher
{
    /// <summary>The producer's name: its key.</summary>
    public const string ProducerName = "outputs";

    public async Task PublishAsync(IReadOnlyList<OutgoingEvent> events)
    {
        var results = await producer.SendManyAsync([.. events.Select(output => EventMessage.Of(output.Topic, output.Key, output.Event))]);
        if (results.FirstOrDefault(result => result.Error is not null).Error is { } error)
        {
            throw error;
        }
    }
}
