using System.Text.Json;
using System.Text.Unicode;

namespace Platform.Events;

/// <summary>
/// Turns records into events, in the two forms that producers write. Pure and thread-safe: the same record always
/// gives the same event, ids included, on every machine.
/// </summary>
/// <remarks>
/// <para>An object with <c>eventType</c> and <c>payload</c> is an <b>envelope</b>; any other object is a <b>bare
/// payload</b>, whose type, version and ids stand in the headers (<see cref="EventHeaders"/>). Where an envelope says
/// nothing its headers count; where both say something, the envelope counts.</para>
/// <list type="bullet">
/// <item>The type must be its topic's. No version means 1.0; newer minor versions are read. Of the major versions those that are
/// known are read, and an older one's payload is lifted to the newest (<see cref="Event.Version"/> stays as told); others are refused.</item>
/// <item>An event or correlation id is any text of up to 200 UTF-16 units. A blank one and the nil UUID count as none:
/// the event id then follows from the record's position (<see cref="EventIds.ForRecord"/>), the correlation id is the event id.</item>
/// <item>The time is the envelope's <c>timestamp</c>, else the payload's own, else the record's; always UTC. Times are
/// RFC 3339 with an offset.</item>
/// <item>Ids may be numbers and are then their text as written. Amounts may be numbers or text (<see cref="Money"/>),
/// negative ones too.</item>
/// <item>Unknown fields are ignored, JSON <c>null</c> counts as absent. A known field that stands twice is refused.</item>
/// <item>A <c>traceparent</c> that is none is ignored, as the W3C's specification asks.</item>
/// </list>
/// </remarks>
public static class EventDecoder
{
    private const int JsonErrorLengthMax = 160;

    /// <summary>Decodes a record. Never throws, whatever its bytes are.</summary>
    /// <param name="record">The record.</param>
    public static DecodedEvent Decode(in RecordData record) => EventShapes.OfTopic(record.Topic) is { } shape
        ? DecodeAs(record, shape)
        : DecodedEvent.Refuse(DecodeErrors.WrongTopic, $"No event type belongs to the topic {Excerpt.Of(record.Topic)}.");

    /// <summary>Decodes a record of a given event type.</summary>
    /// <param name="record">The record.</param>
    /// <param name="shape">What is known of the type.</param>
    internal static DecodedEvent DecodeAs(in RecordData record, EventShape shape)
    {
        if (record.Value is null)
        {
            return DecodedEvent.Refuse(DecodeErrors.NullValue, "The record has no value.");
        }

        // The JSON reader checks only the strings that are looked at.
        if (!Utf8.IsValid(record.Value))
        {
            return DecodedEvent.Refuse(DecodeErrors.InvalidJson, "The value is not valid UTF-8.");
        }

        try
        {
            return DecodeJson(record, shape);
        }
        catch (JsonException e)
        {
            // The message quotes the value, without a limit.
            return DecodedEvent.Refuse(
                DecodeErrors.InvalidJson,
                $"The value is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {Excerpt.Of(e.Message, JsonErrorLengthMax)}.");
        }
    }

    private static DecodedEvent DecodeJson(in RecordData record, EventShape shape)
    {
        var start = new JsonFields(WithoutByteOrderMark(record.Value));
        if (!start.Open())
        {
            return DecodedEvent.Refuse(DecodeErrors.NotAnObject, "The value is JSON, but not an object.");
        }

        // What it is shows at the end only, so read it as what it looks like, and again if it was the other.
        if (LooksLikeEnvelope(start))
        {
            return DecodeEnvelope(record, shape, start) ?? DecodeBare(record, shape, start)!.Value;
        }

        return DecodeBare(record, shape, start) ?? DecodeEnvelope(record, shape, start)!.Value;
    }

    private static bool LooksLikeEnvelope(JsonFields json)
    {
        var seen = default(FieldSet);
        return json.Next(ref seen, out var first) && EnvelopeReader.MayBegin(first);
    }

    private static DecodedEvent? DecodeEnvelope(in RecordData record, EventShape shape, JsonFields json, int? major = null)
    {
        var start = json;
        var seen = default(FieldSet);
        var envelope = EnvelopeReader.Read(ref json, record, shape, major, ref seen);
        json.Close();
        var told = EventVersion.MajorToRead(record, envelope.Version, shape);
        if (envelope.PayloadMajor != 0 && envelope.PayloadMajor != told)
        {
            // The version stood behind the payload: read again, as that version.
            return DecodeEnvelope(record, shape, start, told);
        }

        return seen.IsEnvelope ? EventBuilder.Build(record, shape, envelope, json.Refusal) : null;
    }

    private static DecodedEvent? DecodeBare(in RecordData record, EventShape shape, JsonFields json)
    {
        var seen = default(FieldSet);
        var major = EventVersion.MajorToRead(record, ofEnvelope: null, shape);
        var envelope = new Envelope { PayloadMajor = major, Payload = shape.Read(major, ref json, ref seen) };
        json.Close();
        return seen.IsEnvelope ? null : EventBuilder.Build(record, shape, envelope, json.Refusal);
    }

    // RFC 8259 lets a reader ignore it, and some editors and .NET writers put it there.
    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> value) =>
        value.StartsWith("\uFEFF"u8) ? value[3..] : value;
}
