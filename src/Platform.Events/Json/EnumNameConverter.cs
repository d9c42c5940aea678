using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Events;

/// <summary>An enumeration's value by its name in kebab case (<c>order-paid</c>); case matters, numbers are rejected.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
internal sealed class EnumNameConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private readonly FrozenDictionary<TEnum, JsonEncodedText> _names = Enum.GetValues<TEnum>()
        .ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString())));

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            foreach (var (value, name) in _names)
            {
                if (reader.ValueTextEquals(name.EncodedUtf8Bytes))
                {
                    return value;
                }
            }
        }

        throw new FieldException(DecodeErrors.BadField, $"must be one of {string.Join(", ", _names.Values.Select(name => name.Value))}");
    }

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options)
    {
        if (!_names.TryGetValue(value, out var name))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{typeof(TEnum).Name} has no such value.");
        }

        writer.WriteStringValue(name);
    }
}
