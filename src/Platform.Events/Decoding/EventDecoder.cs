using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Platform.Events;

/// <summary>
/// Turns records into events of the declared types, in the two forms that producers write. Pure and thread-safe: the same record
/// always gives the same event, ids included, on every machine.
/// </summary>
/// <remarks>
/// <para>An object with <c>eventType</c> and <c>payload</c> is an <b>envelope</b>; any other object is a <b>bare
/// payload</b>, whose type, version and ids are in the headers (<see cref="EventHeaders"/>). Where an envelope says
/// nothing its headers count; where both say something, the envelope counts.</para>
/// <list type="bullet">
/// <item>The type must be one that the topic carries. No version means 1.0; newer minor versions are read. Of the major versions those
/// that are declared are read, and an older one's payload is lifted to the newest (<see cref="Event.Version"/> stays as written); others are
/// rejected.</item>
/// <item>An event or correlation id is any text of up to 200 UTF-16 units. A blank one and the nil UUID count as none:
/// the event id then follows from the record's position (<see cref="EventIds.ForRecord"/>), the correlation id is the event id.</item>
/// <item>The time is the envelope's <c>timestamp</c>, else the payload's own, else the record's; always UTC. Times are
/// RFC 3339 with an offset.</item>
/// <item>Payloads are read as <see cref="EventJson.CreateOptions"/> says.</item>
/// <item>A <c>traceparent</c> that is none is ignored, as the W3C's specification says.</item>
/// </list>
/// </remarks>
/// <param name="catalog">The declared event types.</param>
public sealed class EventDecoder(EventCatalog catalog)
{
    private const int JsonErrorLengthMax = 160;

    /// <summary>Decodes a record. Never throws, whatever its bytes are.</summary>
    /// <param name="record">The record.</param>
    public DecodedEvent Decode(in RecordData record)
    {
        if (catalog.OfTopic(record.Topic) is not { } types)
        {
            return DecodedEvent.Reject(DecodeErrors.WrongTopic, $"No event type is declared for the topic {Excerpt.Of(record.Topic)}.");
        }

        if (record.Value is null)
        {
            return DecodedEvent.Reject(DecodeErrors.NullValue, "The record has no value.");
        }

        // The JSON reader checks only the strings that are looked at.
        if (!Utf8.IsValid(record.Value))
        {
            return DecodedEvent.Reject(DecodeErrors.InvalidJson, "The value is not valid UTF-8.");
        }

        try
        {
            var value = WithoutByteOrderMark(record.Value);
            return Envelope.TryRead(value, types, out var envelope)
                ? ToEvent(record, types, envelope, value[envelope.Payload])
                : DecodedEvent.Reject(DecodeErrors.NotAnObject, "The value is JSON, but not an object.");
        }
        catch (JsonException e)
        {
            // The message quotes the value, without a limit.
            return DecodedEvent.Reject(
                DecodeErrors.InvalidJson,
                $"The value is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {Excerpt.Of(e.Message, JsonErrorLengthMax)}.");
        }
    }

    // The type is judged first, then the version, then the fields: a new major version may have other fields.
    private DecodedEvent ToEvent(in RecordData record, TopicTypes types, in Envelope envelope, ReadOnlySpan<byte> payload)
    {
        if (FindType(record, types, envelope, out var type) is { } unknown)
        {
            return DecodedEvent.Reject(unknown.ErrorType, unknown.Error);
        }

        var rejection = FindVersion(record, type!, envelope, out var version, out var major) ?? envelope.Rejection;
        string? id = null, correlationId = null;
        object? read = null;
        rejection ??= PayloadReader.Read(payload, type!, major, out read)
            ?? FindId(record, EventHeaders.EventId, envelope.EventId, out id)
            ?? FindId(record, EventHeaders.CorrelationId, envelope.CorrelationId, out correlationId);
        if (rejection is not null)
        {
            return DecodedEvent.Reject(rejection.ErrorType, rejection.Error, type);
        }

        // Both are made of the record's position where they are absent: a redelivered record must be the same event.
        id ??= EventIds.ForRecord(record.Topic, record.TopicId, record.Partition, record.Offset);
        return DecodedEvent.Of(
            new Event
            {
                Id = id,
                Type = type!.Name,
                Version = version,
                Timestamp = envelope.Timestamp ?? type.OccurredAt?.Invoke(read!) ?? record.Timestamp.ToUniversalTime(),
                CorrelationId = correlationId ?? id,
                TraceParent = TraceParentOf(record, envelope),
                Payload = read!,
            },
            type);
    }

    private Rejection? FindType(in RecordData record, TopicTypes types, in Envelope envelope, out EventType? type)
    {
        var name = envelope.Type;
        if (name is not null)
        {
            type = catalog.Find(name);
        }
        else
        {
            var header = RecordHeaders.Last(record.Headers, EventHeaders.EventType);
            type = types.Find(header);
            if (type is not null)
            {
                return null;
            }

            if (header.IsEmpty)
            {
                return envelope.Rejection ?? new Rejection(DecodeErrors.NoType, "Neither an envelope (an object with eventType and payload) nor a header event-type says what type the event is.");
            }

            name = Encoding.UTF8.GetString(header);
            type = catalog.Find(name);
        }

        return type is null ? new Rejection(DecodeErrors.UnknownType, $"The event type {Excerpt.Of(name)} is not declared; the topic {record.Topic} carries {types.Names}.")
            : type.Topic == record.Topic ? null
            : new Rejection(DecodeErrors.WrongTopic, $"The event type {name} belongs to the topic {type.Topic}; the topic {record.Topic} carries {types.Names}.");
    }

    private static Rejection? FindVersion(in RecordData record, EventType type, in Envelope envelope, out string version, out int major)
    {
        (version, major) = (EventVersion.Default, EventVersion.FirstMajor);
        var text = envelope.Version;
        if (text is null && !RecordHeaders.TryText(record.Headers, EventHeaders.EventVersion, out text))
        {
            return new Rejection(DecodeErrors.BadVersion, "The header event-version is not valid UTF-8.");
        }

        if (string.IsNullOrWhiteSpace(text) || text == EventVersion.Default)
        {
            return null;
        }

        if (!EventVersion.TryParse(text, out var parsed))
        {
            return new Rejection(DecodeErrors.BadVersion, $"The event version {Excerpt.Of(text)} is not of the form major.minor.");
        }

        (version, major) = (parsed.ToString(), parsed.Major);
        return type.Reads(major)
            ? null
            : new Rejection(DecodeErrors.UnknownVersion, $"The event version is {version}; the newest major version of {type.Name} that is declared is {type.NewestMajor}.");
    }

    private static Rejection? FindId(in RecordData record, string header, string? ofEnvelope, out string? id)
    {
        id = ofEnvelope;
        if (id is null && !RecordHeaders.TryText(record.Headers, header, out id))
        {
            return new Rejection(DecodeErrors.BadId, $"The header {header} is not valid UTF-8.");
        }

        if (id?.Length > EventIdText.LengthMax)
        {
            return new Rejection(DecodeErrors.BadId, $"The header {header} {EventIdText.TooLong}.");
        }

        id = EventIdText.OrNull(id);
        return null;
    }

    private static string? TraceParentOf(in RecordData record, in Envelope envelope)
    {
        if (IsTraceParent(envelope.TraceParent))
        {
            return envelope.TraceParent;
        }

        return RecordHeaders.TryText(record.Headers, EventHeaders.TraceParent, out var header) && IsTraceParent(header) ? header : null;
    }

    private static bool IsTraceParent(string? text) => text is not null && ActivityContext.TryParse(text, traceState: null, out _);

    // RFC 8259 lets a reader ignore it, and some editors and .NET writers put it there.
    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> value) =>
        value.StartsWith("\uFEFF"u8) ? value[3..] : value;
}
