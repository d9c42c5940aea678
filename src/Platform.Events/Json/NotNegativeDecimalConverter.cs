using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Events;

/// <summary>
/// An exact decimal (<see cref="Money"/>) that is not negative; a negative one is rejected as <see cref="DecodeErrors.BadAmount"/> when it is
/// read. It is written whatever its sign: what was taken in before must go on.
/// </summary>
public sealed class NotNegativeDecimalConverter : JsonConverter<decimal>
{
    private static readonly ExactDecimalConverter Exact = new();

    /// <inheritdoc/>
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = Exact.Read(ref reader, typeToConvert, options);
        return value >= 0 ? value : throw new FieldException(DecodeErrors.BadAmount, "must not be negative");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => Exact.Write(writer, value, options);
}
