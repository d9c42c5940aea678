using System.Diagnostics;
using System.Text;
using Platform.Events;

namespace Platform.Processing;

/// <summary>Makes of what rules publish the events and records that go out. Thread-safe.</summary>
/// <param name="catalog">The declared event types.</param>
/// <param name="encoder">Makes records of them.</param>
/// <param name="isPlain">Whether a payload type has no serializer of Orleans'.</param>
internal sealed class OutputFactory(EventCatalog catalog, EventEncoder encoder, Func<Type, bool> isPlain)
{
    /// <summary>Completes an output with what the event that caused it says.</summary>
    /// <param name="output">The output.</param>
    /// <param name="cause">The event.</param>
    /// <param name="grain">The entity's full name.</param>
    /// <param name="ordinal">Which of the event's outputs it is, from 0.</param>
    /// <exception cref="ArgumentException">Its payload's type is not declared, it names no entity, or it can't be written as JSON.</exception>
    public OutgoingEvent Create(Output output, Event cause, string grain, int ordinal)
    {
        var id = EventIds.ForOutput(cause.Id, cause.Type, grain, ordinal);
        if (output.Payload is RawPayload raw)
        {
            return new OutgoingEvent(output.Topic!, output.Key, EventOf(cause, id, "raw", "1.0", WithId(raw, id)));
        }

        var type = catalog.TypeOf(output.Payload);
        var key = output.Key ?? type.Key.Of(output.Payload) ?? throw new ArgumentException($"An output of type {type.Name} names no entity and has no key.");
        var @event = EventOf(cause, id, type.Name, type.WrittenVersion, output.Payload);
        return new OutgoingEvent(type.Topic, key, isPlain(type.PayloadType) ? Encoded(@event) : @event);
    }

    private static Event EventOf(Event cause, string id, string type, string version, object payload) => new()
    {
        Id = id,
        Type = type,
        Version = version,
        Timestamp = cause.Timestamp,
        CorrelationId = cause.CorrelationId,
        TraceParent = TraceOf(cause),
        Payload = payload,
    };

    // The delivery that caused it, where it is recorded in the cause's own trace; a batch of several events is a trace of its own.
    private static string? TraceOf(Event cause) =>
        Activity.Current is { Id: { } id } activity && cause.TraceParent?.AsSpan(3).StartsWith(activity.TraceId.ToHexString(), StringComparison.Ordinal) is true ? id : cause.TraceParent;

    // What has no stored form but JSON is stored as the record that goes out.
    private Event Encoded(Event @event)
    {
        var encoded = encoder.Encode(@event);
        return @event with { Payload = new RawPayload(encoded.Value, [.. encoded.Headers]) };
    }

    private static RawPayload WithId(RawPayload raw, string id) => Array.Exists(raw.Headers, header => header.Key == EventHeaders.EventId)
        ? raw
        : raw with { Headers = [.. raw.Headers, new(EventHeaders.EventId, Encoding.UTF8.GetBytes(id))] };
}
