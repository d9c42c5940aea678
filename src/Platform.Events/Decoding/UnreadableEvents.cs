using System.Text.Json;
using Orleans.Streaming.Kafka;

namespace Platform.Events;

/// <summary>
/// Names the entity of records that are no events. Only what is known to be of its topic's type can be named: an unknown
/// major version, a bad version, a bad field. Slow, and rare. Pure.
/// </summary>
public static class UnreadableEvents
{
    /// <summary>Names the entity of a record that was refused.</summary>
    /// <param name="record">The record.</param>
    /// <param name="refused">What <see cref="EventDecoder.Decode"/> said of it.</param>
    /// <param name="kind">The kind of entity that is asked for.</param>
    /// <returns>The record in its entity's hands, or null where no entity can be named.</returns>
    public static UnreadableEvent? Name(in RecordData record, DecodedEvent refused, EntityKind kind)
    {
        if (refused.IsEvent || record.Value is null || EventShapes.OfTopic(record.Topic) is not { } shape || !IsOfItsType(refused.ErrorType))
        {
            return null;
        }

        using var json = Parse(record.Value);
        return json is not null && IdIn(json.RootElement, kind) is { } id && EntityId.Check(id) is null
            ? new UnreadableEvent(refused.ErrorType, refused.Error, shape.Type, id)
            : null;
    }

    private static bool IsOfItsType(string errorType) => errorType is
        DecodeErrors.UnknownVersion or DecodeErrors.BadVersion or DecodeErrors.BadField or DecodeErrors.BadAmount or DecodeErrors.BadId;

    // Refused for its content, so it was read to its end: it is JSON, and an object.
    private static JsonDocument? Parse(byte[] value)
    {
        try
        {
            var text = value.AsSpan().StartsWith("\uFEFF"u8) ? value.AsMemory(3) : value.AsMemory();
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? IdIn(JsonElement root, EntityKind kind)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var payload = FieldsOf(root, "payload").LastOrDefault();
        var isEnvelope = payload.ValueKind != JsonValueKind.Undefined && FieldsOf(root, "eventType").Any();
        var fields = isEnvelope ? payload : root;
        return fields.ValueKind == JsonValueKind.Object ? OnlyOne(fields, kind == EntityKind.Order ? "orderId" : "userId") : null;
    }

    // A field that stands twice names nobody: readers differ on which of the two counts.
    private static string? OnlyOne(JsonElement fields, string name) => FieldsOf(fields, name).Take(2).ToList() switch
    {
        [{ ValueKind: JsonValueKind.String } text] => TextOf(text),
        [{ ValueKind: JsonValueKind.Number } number] => number.GetRawText(),
        _ => null,
    };

    private static IEnumerable<JsonElement> FieldsOf(JsonElement fields, string name) =>
        from field in fields.EnumerateObject() where IsNamed(field, name) select field.Value;

    private static bool IsNamed(JsonProperty field, string name)
    {
        try
        {
            return field.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, escaped: another field.
            return false;
        }
    }

    private static string? TextOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, escaped.
            return null;
        }
    }
}
