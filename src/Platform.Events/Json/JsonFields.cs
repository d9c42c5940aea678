using System.Text.Json;

namespace Platform.Events;

/// <summary>Looks up fields of JSON objects that nothing else could read.</summary>
internal static class JsonFields
{
    /// <summary>The values of an object's fields of a name, in order: none, one, or several.</summary>
    public static IEnumerable<JsonElement> Of(JsonElement fields, string name) =>
        fields.ValueKind == JsonValueKind.Object ? fields.EnumerateObject().Where(field => IsNamed(field, name)).Select(field => field.Value) : [];

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
}
