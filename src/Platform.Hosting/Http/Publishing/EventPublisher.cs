using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Hosting.Streams;

namespace Platform.Hosting;

/// <summary>Publishes events on behalf of requests, over a producer of their own. Thread-safe.</summary>
public sealed class EventPublisher
{
    /// <summary>The key of its <see cref="IKafkaProducer"/>. Not the grains' producer, whose records never expire.</summary>
    public const string ProducerName = "gateway";

    private readonly IKafkaProducer _producer;
    private readonly EventCatalog _events;
    private readonly EventEncoder _encoder;
    private readonly TimeProvider _time;

    // The producer gives up by itself, and says more; this one is for a producer that can't even take the event in.
    private readonly TimeSpan _timeout;

    /// <summary>Made by the container.</summary>
    /// <param name="producer">The requests' producer.</param>
    /// <param name="events">The declared event types.</param>
    /// <param name="encoder">Makes records of events.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    public EventPublisher([FromKeyedServices(ProducerName)] IKafkaProducer producer, EventCatalog events, EventEncoder encoder, IOptions<GatewayOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_producer, _events, _encoder, _time) = (producer, events, encoder, time);
        _timeout = options.Value.PublishTimeout + TimeSpan.FromSeconds(5);
    }

    /// <summary>Publishes one event to the topic of its type, keyed by its entity; returns once every in-sync replica has it.</summary>
    /// <param name="payload">What happened; its type is declared.</param>
    /// <param name="eventId">The event's id: a repeat of the request should have the same one (<see cref="EventIds.ForRequest"/>).</param>
    /// <param name="metadata">What the request's headers say.</param>
    /// <param name="cancellationToken">Stops waiting; the event may still be stored.</param>
    /// <exception cref="ArgumentException">The payload's type is not declared, or it names no entity.</exception>
    /// <exception cref="EventNotAcknowledgedException">The event may or may not be stored.</exception>
    /// <exception cref="BadHttpRequestException">The event is larger than a record may be.</exception>
    public async Task<SentEvent> PublishAsync(object payload, string eventId, RequestMetadata metadata, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var type = _events.TypeOf(payload);
        var key = type.Key.Of(payload) ?? throw new ArgumentException($"A {payload.GetType().Name} names no entity.", nameof(payload));
        var message = Checked(EventMessage.Of(type.Topic, key, _encoder.Encode(new Event
        {
            Id = eventId,
            Type = type.Name,
            Version = type.WrittenVersion,
            Timestamp = _time.GetUtcNow(),
            CorrelationId = metadata.CorrelationId,
            TraceParent = metadata.TraceParent,
            Payload = payload,
        }), metadata.Actor));
        try
        {
            return new SentEvent(eventId, await _producer.SendAsync(message, cancellationToken).WaitAsync(_timeout, _time, cancellationToken));
        }
        catch (Exception exception) when (exception is KafkaStreamException or TimeoutException)
        {
            throw new EventNotAcknowledgedException(message.Topic, exception);
        }
    }

    private static KafkaMessage Checked(KafkaMessage message) => RecordSize.Of(message) <= GatewayOptions.RecordBytesMax
        ? message
        : throw new BadHttpRequestException($"The event has more than {GatewayOptions.RecordBytesMax} bytes.", StatusCodes.Status413PayloadTooLarge);
}
