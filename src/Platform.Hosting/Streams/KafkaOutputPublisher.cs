using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Processing;

namespace Platform.Hosting.Streams;

/// <summary>
/// Publishes what grains put out, over producers whose records never expire: records that fail by timeout would break
/// the order. Thread-safe.
/// </summary>
/// <remarks>
/// A broker refuses all records of one request for their common size. So what is refused for good is sent once more, each record in a
/// request of its own: only what is refused then is to blame itself. An output that had to be sent again may come behind later ones
/// of its entity that were stored meanwhile.
/// </remarks>
/// <param name="producer">Fills requests.</param>
/// <param name="lone">Sends each record by itself.</param>
/// <param name="encoder">Makes records of events.</param>
internal sealed class KafkaOutputPublisher(
    [FromKeyedServices(KafkaOutputPublisher.ProducerName)] IKafkaProducer producer,
    [FromKeyedServices(KafkaOutputPublisher.LoneProducerName)] IKafkaProducer lone,
    EventEncoder encoder) : IOutputPublisher
{
    /// <summary>The producer's name: its key.</summary>
    public const string ProducerName = "outputs";

    /// <summary>The name of the one that sends each record by itself. It connects when it is first needed.</summary>
    public const string LoneProducerName = "outputs-lone";

    public async Task<IReadOnlyList<Exception?>> PublishAsync(IReadOnlyList<OutgoingEvent> events)
    {
        var errors = new Exception?[events.Count];
        var (indexes, messages) = (new List<int>(events.Count), new List<KafkaMessage>(events.Count));
        for (var i = 0; i < events.Count; i++)
        {
            try
            {
                messages.Add(EventMessage.Of(events[i].Topic, events[i].Key, encoder.Encode(events[i].Event)));
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

            await SendAloneAsync(messages, indexes, errors);
        }

        return errors;
    }

    private async Task SendAloneAsync(List<KafkaMessage> messages, List<int> indexes, Exception?[] errors)
    {
        var refused = Enumerable.Range(0, messages.Count).Where(i => errors[indexes[i]] is IDeliveryFailure { IsTransient: false }).ToList();
        if (refused.Count == 0)
        {
            return;
        }

        var results = await lone.SendManyAsync([.. refused.Select(i => messages[i])]);
        for (var i = 0; i < results.Count; i++)
        {
            errors[indexes[refused[i]]] = results[i].Error;
        }
    }
}
