using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Events;

/// <summary>How payloads are written as JSON.</summary>
public static class EventJson
{
    /// <summary>
    /// The options of payloads: names in camel case, case matters; unknown fields are ignored, a known one must not occur twice; what
    /// is not nullable must be there; <c>null</c> is left out. Decimals are exact (<see cref="Money"/>) and may be texts, times are RFC 3339
    /// with an offset, enumerations are their names in kebab case.
    /// </summary>
    /// <param name="modifiers">Changes to the types' metadata.</param>
    public static JsonSerializerOptions CreateOptions(params IEnumerable<Action<JsonTypeInfo>> modifiers) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new ExactDecimalConverter(), new UtcTimeConverter(), new EnumNameConverters() },
        TypeInfoResolver = modifiers.Append(LeaveNullsOut).Aggregate((IJsonTypeInfoResolver)new DefaultJsonTypeInfoResolver(), (resolver, modify) => resolver.WithAddedModifier(modify)),

        // The default encoder escapes all but ASCII against being put into HTML, which an event never is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Only where null may be: a null that no reader would take fails the writer. What is left out need not be there to be read.
    private static void LeaveNullsOut(JsonTypeInfo info)
    {
        foreach (var field in info.Properties.Where(field => field.IsGetNullable && field.IsSetNullable))
        {
            field.ShouldSerialize ??= static (_, value) => value is not null;
            field.IsRequired = false;
        }
    }
}
