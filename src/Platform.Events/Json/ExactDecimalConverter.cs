using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Events;

/// <summary>An exact decimal (<see cref="Money"/>), as a JSON number or as a text; written as a number with the decimal's own digits.</summary>
internal sealed class ExactDecimalConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
        {
            throw new FieldException(DecodeErrors.BadAmount, "must be a number, or a number as text");
        }

        return JsonText.TryReadBytes(ref reader, out var text) && Money.TryParse(text, out var amount)
            ? amount
            : throw new FieldException(DecodeErrors.BadAmount, $"must be a number of at most {Money.DigitsMax} digits, at most {Money.ScaleMax} of them decimals");
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
