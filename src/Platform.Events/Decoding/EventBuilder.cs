using System.Diagnostics;
using System.Text;
using Platform.Events.Orders;

namespace Platform.Events;

/// <summary>Makes the event of what the value and the headers say. The type is judged first, then the version, then the fields: a new major version may have other fields.</summary>
internal static class EventBuilder
{
    public static DecodedEvent Build(in RecordData record, EventShape shape, in Envelope envelope, Refusal? fields)
    {
        var version = EventVersion.Default;
        var refusal = CheckType(record, shape, envelope) ?? CheckVersion(record, shape, envelope, ref version) ?? fields;
        if (refusal is not null)
        {
            return DecodedEvent.Refuse(refusal);
        }

        if (!TryId(record, EventHeaders.EventId, envelope.EventId, out var id, out refusal)
            || !TryId(record, EventHeaders.CorrelationId, envelope.CorrelationId, out var correlationId, out refusal))
        {
            return DecodedEvent.Refuse(refusal!);
        }

        // Both are made of the record's position where they are absent: a redelivered record must be the same event.
        id ??= EventIds.ForRecord(record.Topic, record.TopicId, record.Partition, record.Offset);
        var read = envelope.Payload ?? throw new UnreachableException("A payload is missing without a refusal.");
        var payload = shape.Lift(read, envelope.PayloadMajor);
        return DecodedEvent.Of(new Event
        {
            Id = id,
            Type = shape.Type,
            Version = version,
            Timestamp = envelope.Timestamp ?? OwnTime(payload) ?? record.Timestamp.ToUniversalTime(),
            CorrelationId = correlationId ?? id,
            TraceParent = TraceParentOf(record, envelope),
            Payload = payload,
        });
    }

    private static Refusal? CheckType(in RecordData record, EventShape shape, in Envelope envelope)
    {
        // The reader hands out the shape's own string where the type is the topic's.
        if (ReferenceEquals(envelope.Type, shape.Type))
        {
            return null;
        }

        var type = envelope.Type;
        if (type is null)
        {
            var header = RecordHeaders.Last(record.Headers, EventHeaders.EventType);
            if (header.SequenceEqual(shape.TypeBytes))
            {
                return null;
            }

            if (header.IsEmpty)
            {
                return new Refusal(DecodeErrors.NoType, "Neither an envelope (an object with eventType and payload) nor a header event-type says what type the event is.");
            }

            type = Encoding.UTF8.GetString(header);
        }

        return EventShapes.OfType(type) switch
        {
            null => new Refusal(DecodeErrors.UnknownType, $"The event type {Excerpt.Of(type)} is not known; the topic {shape.Topic} carries {shape.Type}."),
            var known when known == shape => null,
            _ => new Refusal(DecodeErrors.WrongTopic, $"The event type {type} does not belong to the topic {shape.Topic}, which carries {shape.Type}."),
        };
    }

    private static Refusal? CheckVersion(in RecordData record, EventShape shape, in Envelope envelope, ref string version)
    {
        var text = envelope.Version;
        if (text is null && !RecordHeaders.TryText(record.Headers, EventHeaders.EventVersion, out text))
        {
            return new Refusal(DecodeErrors.BadVersion, "The header event-version is not valid UTF-8.");
        }

        if (string.IsNullOrWhiteSpace(text) || text == EventVersion.Default)
        {
            return null;
        }

        if (!EventVersion.TryParse(text, out var parsed))
        {
            return new Refusal(DecodeErrors.BadVersion, $"The event version {Excerpt.Of(text)} is not of the form major.minor.");
        }

        version = parsed.ToString();
        return shape.Knows(parsed.Major)
            ? null
            : new Refusal(DecodeErrors.UnknownVersion, $"The event version is {version}; the newest major version of {shape.Type} that is known is {shape.NewestMajor}.");
    }

    private static bool TryId(in RecordData record, string header, string? ofEnvelope, out string? id, out Refusal? refusal)
    {
        id = ofEnvelope;
        refusal = null;
        if (id is null && !RecordHeaders.TryText(record.Headers, header, out id))
        {
            refusal = new Refusal(DecodeErrors.BadId, $"The header {header} is not valid UTF-8.");
        }
        else if (id?.Length > EventIdText.LengthMax)
        {
            refusal = new Refusal(DecodeErrors.BadId, $"The header {header} {EventIdText.TooLong}.");
        }

        id = EventIdText.OrNull(id);
        return refusal is null;
    }

    private static DateTimeOffset? OwnTime(EventPayload payload) => payload switch
    {
        OrderCreated created => created.CreatedAt,
        OrderUpdated updated => updated.UpdatedAt,
        OrderCancelled cancelled => cancelled.CancelledAt,
        PaymentProcessed payment => payment.ProcessedAt,
        _ => null,
    };

    private static string? TraceParentOf(in RecordData record, in Envelope envelope)
    {
        if (IsTraceParent(envelope.TraceParent))
        {
            return envelope.TraceParent;
        }

        return RecordHeaders.TryText(record.Headers, EventHeaders.TraceParent, out var header) && IsTraceParent(header) ? header : null;
    }

    private static bool IsTraceParent(string? text) => text is not null && ActivityContext.TryParse(text, traceState: null, out _);
}
