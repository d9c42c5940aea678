using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Gateway.Analytics;

/// <summary>A sum as a JSON number with all its digits. For answers only.</summary>
internal sealed class MoneySumJson : JsonConverter<MoneySum>
{
    public override MoneySum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("No request carries a sum.");

    public override void Write(Utf8JsonWriter writer, MoneySum value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString());
}
