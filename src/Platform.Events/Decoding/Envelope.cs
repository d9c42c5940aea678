using System.Text;
using System.Text.Json;

namespace Platform.Events;

/// <summary>
/// Reads a JSON object in one pass, to its end: what its fields say as an envelope, and where its payload is. A value that is not what
/// it should be is noted (the first one counts) and passed over, so that malformed JSON is found wherever it is. JSON <c>null</c>
/// counts as absent.
/// </summary>
internal struct Envelope
{
    private EnvelopeField _seen;

    public string? EventId { get; private set; }

    /// <summary>The type's name; of the topic's own types, their own string.</summary>
    public string? Type { get; private set; }

    public string? Version { get; private set; }

    public DateTimeOffset? Timestamp { get; private set; }

    public string? CorrelationId { get; private set; }

    public string? TraceParent { get; private set; }

    /// <summary>Where the payload's object is; the whole value where it is a bare payload.</summary>
    public Range Payload { get; private set; }

    /// <summary>The first thing that is wrong with it as an envelope, or null.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Whether the object is an envelope: one with <c>eventType</c> and <c>payload</c>, whatever their values.</summary>
    public readonly bool IsEnvelope => (_seen & (EnvelopeField.EventType | EnvelopeField.Payload)) == (EnvelopeField.EventType | EnvelopeField.Payload);

    /// <summary>Reads an object.</summary>
    /// <param name="value">The text; valid UTF-8.</param>
    /// <param name="types">The topic's event types.</param>
    /// <param name="envelope">What it says; of a bare payload, nothing but where it is.</param>
    /// <returns>False where the text is other JSON than an object.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static bool TryRead(ReadOnlySpan<byte> value, TopicTypes types, out Envelope envelope)
    {
        envelope = default;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            reader.Read();
            envelope.ReadField(ref reader, field, types);
        }

        // To the end of the text, and so to what is wrong behind the object.
        while (reader.Read())
        {
        }

        if (isObject && !envelope.IsEnvelope)
        {
            envelope = new Envelope { Payload = Range.All };
        }

        return isObject;
    }

    private void ReadField(ref Utf8JsonReader reader, EnvelopeField field, TopicTypes types)
    {
        if (field != EnvelopeField.None && _seen.HasFlag(field))
        {
            // Readers of JSON differ on which of the two counts.
            Reject(DecodeErrors.BadField, field, "occurs twice");
        }

        _seen |= field;
        if (reader.TokenType != JsonTokenType.Null)
        {
            ReadValue(ref reader, field, types);
        }
        else if (field == EnvelopeField.Payload)
        {
            Reject(DecodeErrors.BadField, field, "must be a JSON object");
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, EnvelopeField field, TopicTypes types)
    {
        switch (field)
        {
            case EnvelopeField.EventId:
                EventId = ReadId(ref reader, field);
                break;
            case EnvelopeField.EventType:
                Type = types.Find(reader.ValueSpan)?.Name ?? ReadText(ref reader, field);
                break;
            case EnvelopeField.EventVersion:
                Version = reader.ValueSpan.SequenceEqual("1.0"u8) ? EventVersion.Default : ReadText(ref reader, field);
                break;
            case EnvelopeField.Timestamp:
                Timestamp = ReadTime(ref reader);
                break;
            case EnvelopeField.CorrelationId:
                CorrelationId = ReadId(ref reader, field);
                break;
            case EnvelopeField.Payload:
                ReadPayload(ref reader);
                break;
            case EnvelopeField.Metadata:
                ReadMetadata(ref reader);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadPayload(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        reader.Skip();
        Payload = start..(int)reader.BytesConsumed;
        if (!isObject)
        {
            Reject(DecodeErrors.BadField, EnvelopeField.Payload, "must be a JSON object");
        }
    }

    // A text or a number's text; null where it is blank.
    private string? ReadText(ref Utf8JsonReader reader, EnvelopeField field)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }

        if (reader.TokenType == JsonTokenType.String && JsonText.TryRead(ref reader, out var text))
        {
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }

        reader.Skip();
        Reject(DecodeErrors.BadField, field, "must be a text without half surrogate pairs");
        return null;
    }

    // An event's or a correlation id; a number is taken as its text. A blank one and the nil UUID count as absent.
    private string? ReadId(ref Utf8JsonReader reader, EnvelopeField field)
    {
        string? id = null;
        if (reader.TokenType == JsonTokenType.Number)
        {
            id = Encoding.UTF8.GetString(reader.ValueSpan);
        }
        else if (reader.TokenType != JsonTokenType.String || !JsonText.TryRead(ref reader, out id))
        {
            reader.Skip();
            Reject(DecodeErrors.BadId, field, "must be a text without half surrogate pairs, or a number");
            return null;
        }

        if (id.Length > EventIdText.LengthMax)
        {
            Reject(DecodeErrors.BadId, field, EventIdText.TooLong);
            return null;
        }

        return EventIdText.OrNull(id);
    }

    private DateTimeOffset? ReadTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && JsonText.TryReadBytes(ref reader, out var text) && Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        reader.Skip();
        Reject(DecodeErrors.BadField, EnvelopeField.Timestamp, UtcTimeConverter.Right);
        return null;
    }

    // What is not the trace context means nothing, whatever it is.
    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTraceParent = reader.ValueSpan.SequenceEqual("traceparent"u8);
            reader.Read();
            if (isTraceParent && reader.TokenType == JsonTokenType.String)
            {
                TraceParent = JsonText.TryRead(ref reader, out var text) ? text : null;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Reject(string errorType, EnvelopeField field, string fault)
    {
        var name = field.ToString();
        Rejection ??= new Rejection(errorType, $"{char.ToLowerInvariant(name[0])}{name[1..]} {fault}.");
    }

    private static EnvelopeField FieldOf(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (reader.ValueIsEscaped && !JsonText.TryReadBytes(ref reader, out name))
        {
            return EnvelopeField.None;
        }

        return name.Length switch
        {
            7 when name.SequenceEqual("eventId"u8) => EnvelopeField.EventId,
            7 when name.SequenceEqual("payload"u8) => EnvelopeField.Payload,
            8 when name.SequenceEqual("metadata"u8) => EnvelopeField.Metadata,
            9 when name.SequenceEqual("eventType"u8) => EnvelopeField.EventType,
            9 when name.SequenceEqual("timestamp"u8) => EnvelopeField.Timestamp,
            12 when name.SequenceEqual("eventVersion"u8) => EnvelopeField.EventVersion,
            13 when name.SequenceEqual("correlationId"u8) => EnvelopeField.CorrelationId,
            _ => EnvelopeField.None,
        };
    }
}
