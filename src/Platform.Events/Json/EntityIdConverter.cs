using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Streaming.Kafka;

namespace Platform.Events;

/// <summary>
/// An entity's id (<see cref="EntityId"/>), as a JSON text or as a number, which is taken as its text as written. The property that
/// a declaration names as the entity key has it without an attribute; others get it by <c>[JsonConverter(typeof(EntityIdConverter))]</c>.
/// </summary>
public sealed class EntityIdConverter : JsonConverter<string>
{
    internal static readonly EntityIdConverter Instance = new();

    /// <inheritdoc/>
    public override bool HandleNull => false;

    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var id = TextOf(ref reader);
        return EntityId.Check(id) is { } fault ? throw new FieldException(DecodeErrors.BadId, fault) : id;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value);
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }

        return reader.TokenType == JsonTokenType.String && JsonText.TryRead(ref reader, out var text)
            ? text
            : throw new FieldException(DecodeErrors.BadId, "must be a text without half surrogate pairs, or a number");
    }
}
