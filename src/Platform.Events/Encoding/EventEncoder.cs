using System.Text;
using System.Text.Json;
using Orleans.Streaming.Kafka;

namespace Platform.Events;

/// <summary>
/// Writes events of the declared types as envelopes. What is written is read again by <see cref="EventDecoder"/> as the same event, as
/// long as its values are within the decoder's limits (<see cref="EntityId"/>, <see cref="Money"/>). Half a surrogate
/// pair, which has no bytes and which no decoded event holds, is written as U+FFFD. Thread-safe.
/// </summary>
/// <param name="catalog">The declared event types.</param>
public sealed class EventEncoder(EventCatalog catalog)
{
    /// <summary>Encodes an event in the version that its type is written in. Decimals are JSON numbers with their own digits, times are RFC 3339 in UTC, absent fields are left out.</summary>
    /// <param name="event">The event.</param>
    /// <exception cref="ArgumentException">The type is not declared, the payload is another type's or can't be JSON, or the version is another major one.</exception>
    public EncodedEvent Encode(Event @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (@event.Payload is RawPayload raw)
        {
            return new EncodedEvent(raw.Value, raw.Headers);
        }

        var type = catalog.Find(@event.Type);
        if (type is null || type.PayloadType != @event.Payload.GetType())
        {
            throw new ArgumentException($"An event of type {@event.Type} can't have a {@event.Payload.GetType().Name} as its payload.", nameof(@event));
        }

        if (@event.Version != type.WrittenVersion && (!EventVersion.TryParse(@event.Version, out var version) || !EventVersion.TryParse(type.WrittenVersion, out var written) || version.Major != written.Major))
        {
            throw new ArgumentException($"{@event.Type} is written as version {type.WrittenVersion}, not {Excerpt.Of(@event.Version)}.", nameof(@event));
        }

        try
        {
            return new EncodedEvent(JsonBuffer.Write((@event, type), WriteEnvelope), HeadersOf(@event, type));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw new ArgumentException($"The payload of {@event.Type} can't be written as JSON: {e.Message}", nameof(@event), e);
        }
    }

    private static void WriteEnvelope(Utf8JsonWriter json, (Event Event, EventType Type) of)
    {
        var (@event, type) = of;
        json.WriteStartObject();
        json.WriteString("eventId"u8, @event.Id);
        json.WriteString("eventType"u8, @event.Type);
        json.WriteString("eventVersion"u8, @event.Version);
        json.WriteString("timestamp"u8, @event.Timestamp.UtcDateTime);
        json.WriteString("correlationId"u8, @event.CorrelationId);
        json.WritePropertyName("payload"u8);
        JsonSerializer.Serialize(json, @event.Payload, type.Json);
        json.WriteEndObject();
    }

    private static KeyValuePair<string, byte[]?>[] HeadersOf(Event @event, EventType type)
    {
        KeyValuePair<string, byte[]?> typeHeader = new(EventHeaders.EventType, type.NameBytes);
        KeyValuePair<string, byte[]?> version = new(EventHeaders.EventVersion, @event.Version == type.WrittenVersion ? type.WrittenVersionBytes : Encoding.UTF8.GetBytes(@event.Version));
        KeyValuePair<string, byte[]?> correlation = new(EventHeaders.CorrelationId, Encoding.UTF8.GetBytes(@event.CorrelationId));
        return @event.TraceParent is { } traceParent
            ? [typeHeader, version, correlation, new(EventHeaders.TraceParent, Encoding.UTF8.GetBytes(traceParent))]
            : [typeHeader, version, correlation];
    }
}
