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
        var messages = new KafkaMessage?[events.Count];
        for (var i = 0; i < messages.Length; i++)
        {
            try
            {
                messages[i] = EventMessage.Of(events[i].Topic, events[i].Key, encoder.Encode(events[i].Event));
            }
            catch (ArgumentException e)
            {
                errors[i] = new KafkaStreamException($"Output {events[i].Event.Id} can't become a record: {e.Message}", isTransient: false, e);
            }
        }

        Sent(messages, errors, await producer.SendManyAsync(Present(messages)));
        if (Array.Exists(errors, IsRefused))
        {
            // What can't become a record stays refused.
            KafkaMessage?[] refused = [.. messages.Select((message, i) => IsRefused(errors[i]) ? message : null)];
            Sent(refused, errors, await lone.SendManyAsync(Present(refused)));
        }

        return errors;
    }

    // The usual case copies nothing.
    private static KafkaMessage[] Present(KafkaMessage?[] messages) =>
        Array.Exists(messages, static message => message is null) ? [.. messages.OfType<KafkaMessage>()] : (KafkaMessage[])messages!;

    private static void Sent(KafkaMessage?[] messages, Exception?[] errors, IReadOnlyList<SendResult> results)
    {
        var sent = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            if (messages[i] is not null)
            {
                errors[i] = results[sent++].Error;
            }
        }
    }

    private static bool IsRefused(Exception? error) => error is IDeliveryFailure { IsTransient: false };
}
