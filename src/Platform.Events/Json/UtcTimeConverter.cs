using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Events;

/// <summary>An RFC 3339 time with an offset, as UTC.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>What a time must be, to follow a field's name.</summary>
    public const string Right = "must be an RFC 3339 time with an offset, for example 2026-01-31T12:00:00Z";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && JsonText.TryReadBytes(ref reader, out var text) && Rfc3339.TryParse(text, out var time)
            ? time
            : throw new FieldException(DecodeErrors.BadField, Right);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}
