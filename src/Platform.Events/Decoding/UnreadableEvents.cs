using System.Text.Json;
using Orleans.Streaming.Kafka;

namespace Platform.Events;

/// <summary>
/// Names the entity of records that are no events. Only what is known to be of a declared type can be named: an unknown
/// major version, a bad version, a bad field. Slow, and rare. Pure.
/// </summary>
public static class UnreadableEvents
{
    /// <summary>Names the entity of a record that was rejected.</summary>
    /// <param name="record">The record.</param>
    /// <param name="rejected">What <see cref="EventDecoder.Decode"/> said of it.</param>
    /// <param name="key">Names the entity; null for the event type's own key.</param>
    /// <returns>The record in its entity's hands, or null where no entity can be named.</returns>
    public static UnreadableEvent? Name(in RecordData record, DecodedEvent rejected, EntityKey? key = null)
    {
        if (rejected.IsEvent || record.Value is null || rejected.Type is not { } type || (key ?? type.Key).Path is not { } path)
        {
            return null;
        }

        using var json = Parse(record.Value);
        return json is not null && IdIn(json.RootElement, path) is { } id && EntityId.Check(id) is null
            ? new UnreadableEvent(rejected.ErrorType, rejected.Error, type.Name, id)
            : null;
    }

    // Rejected for its content, so it was read to its end: it is JSON, and an object.
    private static JsonDocument? Parse(byte[] value)
    {
        try
        {
            return JsonDocument.Parse(value.AsSpan().StartsWith("\uFEFF"u8) ? value.AsMemory(3) : value.AsMemory());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? IdIn(JsonElement root, IReadOnlyList<string> path)
    {
        var payload = JsonFields.Of(root, "payload").LastOrDefault();
        var isEnvelope = payload.ValueKind != JsonValueKind.Undefined && JsonFields.Of(root, "eventType").Any();
        var value = isEnvelope ? payload : root;
        foreach (var name in path)
        {
            // A field that occurs twice names nobody: readers differ on which of the two counts.
            if (JsonFields.Of(value, name).Take(2).ToList() is not [var only])
            {
                return null;
            }

            value = only;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => TextOf(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
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
