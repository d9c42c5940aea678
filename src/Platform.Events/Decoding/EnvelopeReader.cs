namespace Platform.Events;

/// <summary>Reads an object as an envelope.</summary>
internal static class EnvelopeReader
{
    /// <summary>Whether a field is one by which an envelope is likely to begin. A guess, to read a record once; never the decision.</summary>
    public static bool MayBegin(Field field) => field is
        Field.EventId or Field.EventType or Field.EventVersion or Field.Timestamp or Field.CorrelationId or Field.Payload or Field.Metadata;

    /// <summary>
    /// Reads the fields of the text's object. The payload is read where it stands, as the one that belongs to the
    /// topic: if the type turns out to be another, the record is refused anyway. So with its version, which may stand
    /// behind it: <see cref="Envelope.PayloadMajor"/> tells as which it was read.
    /// </summary>
    /// <param name="json">The reader.</param>
    /// <param name="record">The record.</param>
    /// <param name="shape">The topic's event type.</param>
    /// <param name="major">The payload's major version, where it is known; else null.</param>
    /// <param name="seen">Gets the names that stood in the object.</param>
    public static Envelope Read(ref JsonFields json, in RecordData record, EventShape shape, int? major, ref FieldSet seen)
    {
        var envelope = default(Envelope);
        while (json.Next(ref seen, out var field))
        {
            switch (field)
            {
                case Field.EventId:
                    envelope.EventId = json.EventId(field);
                    break;
                case Field.EventType:
                    envelope.Type = json.TextOrNumber(field, shape.TypeBytes, shape.Type);
                    break;
                case Field.EventVersion:
                    envelope.Version = json.TextOrNumber(field, "1.0"u8, EventVersion.Default);
                    break;
                case Field.Timestamp:
                    envelope.Timestamp = json.Time(field);
                    break;
                case Field.CorrelationId:
                    envelope.CorrelationId = json.EventId(field);
                    break;
                case Field.Payload when json.OpenObject(field):
                    var payloadSeen = default(FieldSet);
                    envelope.PayloadMajor = major ?? EventVersion.MajorToRead(record, envelope.Version, shape);
                    envelope.Payload = shape.Read(envelope.PayloadMajor, ref json, ref payloadSeen);
                    break;
                case Field.Payload:
                    break;
                case Field.Metadata when json.OpenObjectIfAny():
                    envelope.TraceParent = ReadTraceParent(ref json);
                    break;
                case Field.Metadata:
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return envelope;
    }

    private static string? ReadTraceParent(ref JsonFields metadata)
    {
        string? traceParent = null;
        var seen = default(FieldSet);
        while (metadata.Next(ref seen, out var field))
        {
            if (field == Field.TraceParent)
            {
                traceParent = metadata.TextIfAny();
            }
            else
            {
                metadata.Skip();
            }
        }

        return traceParent;
    }
}
