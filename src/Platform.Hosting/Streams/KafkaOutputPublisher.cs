using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Streams;

/// <summary>
/// Publishes what grains put out, over producers whose records never expire: records that fail by timeout would break
/// the order. Thread-safe.
/// </summary>
/// <remarks>
/// A broker rejects all records of one request for their common size. So what is refused for good is sent once more, each record in a
/// request of its own: only what is refused then is to blame itself. An output that had to be sent again may come behind later ones
/// of its entity that were stored meanwhile.
/// </remarks>
/// <param name="producer">Fills requests.</param>
/// <param name="lone">Sends each record by itself.</param>
/// <param name="encoder">Makes records of events.</param>
/// <param name="options">How large an output may be.</param>
internal sealed class KafkaOutputPublisher(
    [FromKeyedServices(KafkaOutputPublisher.ProducerName)] IKafkaProducer producer,
    [FromKeyedServices(KafkaOutputPublisher.LoneProducerName)] IKafkaProducer lone,
    EventEncoder encoder,
    IOptions<ProcessingOptions> options) : IOutputPublisher
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
            TakeAsTransient(refused, errors);
        }

        return errors;
    }

    public async Task<IReadOnlyList<Exception?>> PublishStoredAsync(IReadOnlyList<ParkedRecord> outputs)
    {
        KafkaMessage[] messages = [.. outputs.Select(MessageOf)];
        var errors = new Exception?[messages.Length];
        Sent(messages, errors, await lone.SendManyAsync(messages));
        TakeAsTransient(messages, errors);
        return errors;
    }

    private static KafkaMessage MessageOf(ParkedRecord output) => new()
    {
        Topic = output.Topic,
        Key = output.Key is null ? null : Encoding.UTF8.GetBytes(output.Key),
        Value = output.Value,
        Headers = output.Headers,
    };

    // It was measured before it was stored, so the topic takes less than an output may have: its administrator can mend that.
    private void TakeAsTransient(KafkaMessage?[] messages, Exception?[] errors)
    {
        for (var i = 0; i < messages.Length; i++)
        {
            if (errors[i] is KafkaStreamException { IsTooLarge: true, IsTransient: false } error && SizeOf(messages[i]!) is var bytes && bytes <= options.Value.OutputBytesMax)
            {
                errors[i] = new KafkaStreamException(
                    $"Topic \"{messages[i]!.Topic}\" takes no record of {bytes:N0} bytes: its max.message.bytes must be {KafkaProducerOptions.DefaultRecordBytesMax} at least. The output is sent again until it is stored. {error.Message}",
                    isTransient: true,
                    error)
                {
                    IsTooLarge = true,
                };
            }
        }
    }

    private static long SizeOf(KafkaMessage message) => (message.Key?.LongLength ?? 0) + (message.Value?.LongLength ?? 0)
        + message.Headers.Sum(static header => Encoding.UTF8.GetByteCount(header.Key) + (header.Value?.LongLength ?? 0));

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
