using System.Reflection;
using System.Text.Json;

namespace Platform.Events;

/// <summary>Reads a payload's JSON as its version's type, lifts it to the newest, and says what is wrong with one that can't be read.</summary>
internal static class PayloadReader
{
    /// <summary>Reads a payload.</summary>
    /// <param name="json">Its text: an object, well-formed.</param>
    /// <param name="type">The event type.</param>
    /// <param name="major">The major version; one that is declared.</param>
    /// <param name="payload">The newest version's payload; null where it is rejected.</param>
    public static Rejection? Read(ReadOnlySpan<byte> json, EventType type, int major, out object? payload)
    {
        payload = null;
        var version = type.VersionOf(major);
        try
        {
            var read = JsonSerializer.Deserialize(json, version.Json)!;
            payload = version.Upcast is { } upcast ? upcast(read) : read;
            return null;
        }
        catch (JsonException e)
        {
            return Explain(e, json, version);
        }
        catch (InvalidEventException e)
        {
            return new Rejection(e.ErrorType, e.Message);
        }

        // An upcast or a payload's constructor may throw whatever it likes; the record is to blame, and stops nothing else.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            return cause is InvalidEventException invalid
                ? new Rejection(invalid.ErrorType, invalid.Message)
                : new Rejection(DecodeErrors.BadField, $"{type.Name} can't be read: {cause.Message}");
        }
    }

    private static Rejection Explain(JsonException error, ReadOnlySpan<byte> json, PayloadVersion version)
    {
        var fields = version.Json.Properties;
        if (error is FieldException field)
        {
            return new Rejection(field.ErrorType, $"{PathOf(error)} {error.Message}.");
        }

        // Slow, and rare: the serializer's own texts name CLR types, which mean nothing to a producer.
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        foreach (var known in fields)
        {
            var values = JsonFields.Of(document.RootElement, known.Name).Take(2).ToList();
            if (values.Count > 1)
            {
                return new Rejection(DecodeErrors.BadField, $"{known.Name} occurs twice.");
            }

            var isAbsent = values is [] or [{ ValueKind: JsonValueKind.Null }];
            if (isAbsent && (known.IsRequired || (values.Count > 0 && !known.IsSetNullable)))
            {
                return new Rejection(known.CustomConverter is EntityIdConverter ? DecodeErrors.BadId : DecodeErrors.BadField, $"{known.Name} is missing.");
            }
        }

        var path = PathOf(error);
        var named = fields.FirstOrDefault(known => known.Name == path);
        return new Rejection(DecodeErrors.BadField, path.Length == 0 ? "A field is missing, or occurs twice." : $"{path} must be {(named is null ? "what its type says" : KindOf(named.PropertyType))}.");
    }

    // $.items[0].price is reported as items[0].price.
    private static string PathOf(JsonException error) => error.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "";

    private static string KindOf(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return value == typeof(string) ? "a text without half surrogate pairs"
            : value == typeof(bool) ? "true or false"
            : value == typeof(Guid) ? "a UUID"
            : value == typeof(double) || value == typeof(float) ? "a number"
            : value.IsPrimitive ? $"a whole number that fits {value.Name}"
            : value.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? "a list"
            : value.IsValueType ? $"a {value.Name}"
            : "an object with its required fields";
    }
}
