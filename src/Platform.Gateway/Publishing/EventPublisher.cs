using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Gateway.Errors;
using Platform.Gateway.Hosting;
using Platform.Gateway.Requests;

namespace Platform.Gateway.Publishing;

/// <summary>Publishes what requests ask for, over the gateway's own producer. Thread-safe.</summary>
internal sealed class EventPublisher(
    [FromKeyedServices(GatewayServices.ProducerName)] IKafkaProducer producer,
    IOptions<GatewayOptions> options,
    TimeProvider time)
{
    private const string Version = "1.0";

    // The producer gives up by itself, and says more; this one is for a producer that can't even take the event in.
    private readonly TimeSpan _timeout = options.Value.PublishTimeout + TimeSpan.FromSeconds(5);

    /// <summary>Publishes one event to its topic; returns once every in-sync replica has it.</summary>
    /// <param name="key">The record key.</param>
    /// <param name="eventId">The event's id.</param>
    /// <param name="type">The event's type, which decides the topic.</param>
    /// <param name="payload">What happened.</param>
    /// <param name="marks">What the request's headers say.</param>
    /// <param name="cancellationToken">Stops waiting; the event may still be stored.</param>
    /// <exception cref="EventNotAcknowledgedException">The event may or may not be stored.</exception>
    /// <exception cref="BadHttpRequestException">The event is larger than a record may be.</exception>
    public async Task<SentEvent> PublishAsync(string key, string eventId, string type, EventPayload payload, RequestMarks marks, CancellationToken cancellationToken)
    {
        var message = Encode(key, new Event
        {
            Id = eventId,
            Type = type,
            Version = Version,
            Timestamp = time.GetUtcNow(),
            CorrelationId = marks.CorrelationId,
            TraceParent = marks.TraceParent,
            Payload = payload,
        });
        try
        {
            return new SentEvent(eventId, await producer.SendAsync(message, cancellationToken).WaitAsync(_timeout, time, cancellationToken));
        }
        catch (Exception exception) when (exception is KafkaStreamException or TimeoutException)
        {
            throw new EventNotAcknowledgedException(message.Topic, exception);
        }
    }

    private static KafkaMessage Encode(string key, Event @event)
    {
        var encoded = EventEncoder.Encode(@event);
        var message = new KafkaMessage
        {
            Topic = EventTopics.TopicOf(@event.Type)!,
            Key = Encoding.UTF8.GetBytes(key),
            Value = encoded.Value,
            Headers = encoded.Headers,
        };
        return RecordSize.Of(message) <= GatewayOptions.RecordBytesMax
            ? message
            : throw new BadHttpRequestException($"The event has more than {GatewayOptions.RecordBytesMax} bytes.", StatusCodes.Status413PayloadTooLarge);
    }
}
