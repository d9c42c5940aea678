using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Events;

namespace Shop.Events.Orders;

/// <summary>A line as version 1 has it: <c>price</c>, and what was ordered as <c>sku</c> or <c>productId</c>. By hand, as orders have many of them.</summary>
internal sealed class OrderItemConverter : JsonConverter<OrderItem>
{
    private static readonly EntityIdConverter Ids = new();
    private static readonly NotNegativeDecimalConverter Amounts = new();

    public override OrderItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidEventException(DecodeErrors.BadField, "items must hold JSON objects only.");
        }

        string? sku = null, productId = null;
        decimal? quantity = null, price = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (FieldOf(ref reader))
            {
                case "sku":
                    SetOnce(ref sku, ReadId(ref reader, options), "sku");
                    break;
                case "productId":
                    SetOnce(ref productId, ReadId(ref reader, options), "productId");
                    break;
                case "quantity":
                    SetOnce(ref quantity, Amounts.Read(ref reader, typeof(decimal), options), "quantity");
                    break;
                case "price":
                    SetOnce(ref price, Amounts.Read(ref reader, typeof(decimal), options), "price");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return ItemOf(sku ?? productId, quantity, price, "price");
    }

    public override void Write(Utf8JsonWriter writer, OrderItem value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("sku"u8, value.Sku);
        writer.WriteNumber("quantity"u8, value.Quantity);
        writer.WriteNumber("price"u8, value.Price);
        writer.WriteEndObject();
    }

    /// <summary>A line that says all it must.</summary>
    /// <exception cref="InvalidEventException">It does not.</exception>
    public static OrderItem ItemOf(string? sku, decimal? quantity, decimal? price, string priceName) =>
        sku is null ? throw new InvalidEventException(DecodeErrors.BadId, "sku is missing in an item (productId will do as well).")
        : quantity is null ? throw new InvalidEventException(DecodeErrors.BadField, "quantity is missing in an item.")
        : price is null ? throw new InvalidEventException(DecodeErrors.BadField, $"{priceName} is missing in an item.")
        : new OrderItem(sku, quantity.Value, price.Value);

    private static string? ReadId(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : Ids.Read(ref reader, typeof(string), options);

    private static string? FieldOf(ref Utf8JsonReader reader)
    {
        var field = reader.ValueTextEquals("sku"u8) ? "sku"
            : reader.ValueTextEquals("productId"u8) ? "productId"
            : reader.ValueTextEquals("quantity"u8) ? "quantity"
            : reader.ValueTextEquals("price"u8) ? "price"
            : null;
        reader.Read();
        return field;
    }

    // Readers of JSON differ on which of the two counts.
    private static void SetOnce<T>(ref T? field, T? value, string name)
    {
        if (field is not null)
        {
            throw new InvalidEventException(DecodeErrors.BadField, $"{name} occurs twice in an item.");
        }

        field = value;
    }
}
