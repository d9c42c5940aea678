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

    public async Task<IReadOnlyList<Exception?>> PublishAsync(IReadOnlyList<OutgoingEvent> events)
    {
        var errors = new Exception?[events.Count];
        var (indexes, messages) = (new List<int>(events.Count), new List<KafkaMessage>(events.Count));
        for (var i = 0; i < events.Count; i++)
        {
            try
            {
                messages.Add(EventMessage.Of(events[i].Topic, events[i].Key, events[i].Event));
                indexes.Add(i);
            }
            catch (ArgumentException e)
            {
                errors[i] = new KafkaStreamException($"Output {events[i].Event.Id} can't become a record: {e.Message}", isTransient: false, e);
            }
        }

        if (messages.Count > 0)
        {
            var results = await producer.SendManyAsync(messages);
            for (var i = 0; i < results.Count; i++)
            {
                errors[indexes[i]] = results[i].Error;
            }
        }

        return errors;
    }
}
