using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Events;

/// <summary>The declared event types as a page for those who produce and read the records. Pure.</summary>
internal static class EventCatalogPage
{
    public static string Of(EventCatalog catalog)
    {
        var page = new StringBuilder("| topic | event type | version | entity key | fields |\n|---|---|---|---|---|\n");
        foreach (var topic in catalog.Topics)
        {
            foreach (var type in catalog.TypesOf(topic))
            {
                for (var major = EventVersion.FirstMajor; major <= type.NewestMajor; major++)
                {
                    page.Append(CultureInfo.InvariantCulture, $"| `{topic}` | `{type.Name}` | {VersionOf(type, major)} | {KeyOf(type)} | {FieldsOf(type.VersionOf(major).Json)} |\n");
                }
            }
        }

        return page.ToString();
    }

    private static string VersionOf(EventType type, int major) =>
        type.WrittenVersion.StartsWith($"{major}.", StringComparison.Ordinal) ? $"{major}; written as {type.WrittenVersion}" : $"{major}";

    private static string KeyOf(EventType type) => type.Key.Path is { } path ? $"`{string.Join('.', path)}`" : "computed";

    private static string FieldsOf(JsonTypeInfo payload) => string.Join(", ", payload.Properties
        .Where(field => field.Set is not null || field.AssociatedParameter is not null)
        .Select(field => field.IsRequired ? $"`{field.Name}`" : $"`{field.Name}`?"));
}
