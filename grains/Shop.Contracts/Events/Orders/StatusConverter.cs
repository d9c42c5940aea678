using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Orders;

/// <summary>A status, in lower case; 1 to 64 characters, not blank.</summary>
internal sealed class StatusConverter : JsonConverter<string>
{
    private const int LengthMax = 64;

    // So that reading the usual ones makes no new text.
    private static readonly string[] Usual = ["pending", "confirmed", "paid", "shipped", "cancelled"];

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        foreach (var usual in Usual)
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(usual))
            {
                return usual;
            }
        }

        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is { Length: <= LengthMax } && !string.IsNullOrWhiteSpace(text)
            ? text.ToLowerInvariant()
            : throw new InvalidEventException(DecodeErrors.BadField, $"status must be a text of 1 to {LengthMax} characters and not be blank.");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
