using System.Text;
using System.Text.Json;
using Orleans.Streaming.Kafka;

namespace Platform.Events;

/// <summary>
/// Writes events as envelopes. What is written is read again by <see cref="EventDecoder"/> as the same event, as long
/// as its values are within the decoder's limits (<see cref="EntityId"/>, <see cref="Money"/>). Half a surrogate
/// pair, which has no bytes and which no decoded event holds, is written as U+FFFD. Thread-safe.
/// </summary>
public static class EventEncoder
{
    private static readonly byte[] DefaultVersion = Encoding.UTF8.GetBytes(EventVersion.Default);

    /// <summary>Encodes an event as version 1.x of its type, whatever newer versions are read. Amounts are JSON numbers with the decimal's own digits, times are RFC 3339 in UTC, absent fields are left out.</summary>
    /// <param name="event">The event.</param>
    /// <exception cref="ArgumentException">The type is not known, the payload is another type's, or the version is not 1.x.</exception>
    public static EncodedEvent Encode(Event @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var shape = EventShapes.OfType(@event.Type);
        if (shape is null || shape.PayloadType != @event.Payload.GetType())
        {
            throw new ArgumentException($"An event of type {@event.Type} can't have a {@event.Payload.GetType().Name} as its payload.", nameof(@event));
        }

        if (@event.Version != EventVersion.Default && (!EventVersion.TryParse(@event.Version, out var version) || version.Major != EventVersion.FirstMajor))
        {
            throw new ArgumentException($"The platform writes version {EventVersion.FirstMajor} of {@event.Type}, not {Excerpt.Of(@event.Version)}.", nameof(@event));
        }

        return new EncodedEvent(JsonBuffer.Write(@event, WriteEnvelope), HeadersOf(@event, shape));
    }

    private static void WriteEnvelope(Utf8JsonWriter json, Event @event)
    {
        json.WriteStartObject();
        json.WriteString("eventId"u8, @event.Id);
        json.WriteString("eventType"u8, @event.Type);
        json.WriteString("eventVersion"u8, @event.Version);
        json.WriteString("timestamp"u8, @event.Timestamp.UtcDateTime);
        json.WriteString("correlationId"u8, @event.CorrelationId);
        json.WritePropertyName("payload"u8);
        PayloadWriter.Write(json, @event.Payload);
        json.WriteEndObject();
    }

    private static KeyValuePair<string, byte[]?>[] HeadersOf(Event @event, EventShape shape)
    {
        var version = @event.Version == EventVersion.Default ? DefaultVersion : Encoding.UTF8.GetBytes(@event.Version);
        KeyValuePair<string, byte[]?> type = new(EventHeaders.EventType, shape.TypeBytes);
        KeyValuePair<string, byte[]?> versionHeader = new(EventHeaders.EventVersion, version);
        KeyValuePair<string, byte[]?> correlation = new(EventHeaders.CorrelationId, Encoding.UTF8.GetBytes(@event.CorrelationId));
        return @event.TraceParent is { } traceParent
            ? [type, versionHeader, correlation, new(EventHeaders.TraceParent, Encoding.UTF8.GetBytes(traceParent))]
            : [type, versionHeader, correlation];
    }
}
