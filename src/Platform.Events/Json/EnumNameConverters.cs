using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Events;

/// <summary>Makes an <see cref="EnumNameConverter{TEnum}"/> for each enumeration.</summary>
internal sealed class EnumNameConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(EnumNameConverter<>).MakeGenericType(typeToConvert))!;
}
