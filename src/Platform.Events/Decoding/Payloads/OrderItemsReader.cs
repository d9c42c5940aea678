using Platform.Events.Orders;

namespace Platform.Events;

/// <summary>Reads <c>items</c>.</summary>
internal static class OrderItemsReader
{
    /// <summary>The items; null where there are none to read, or one of them is refused.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="priceName">What the price of one is called.</param>
    public static OrderItem[]? Read(ref JsonFields json, Field priceName = Field.Price)
    {
        if (json.IsNull || !json.OpenList(Field.Items))
        {
            return null;
        }

        List<OrderItem>? items = null;
        while (json.NextObject(Field.Items))
        {
            if (ReadItem(ref json, priceName) is { } item)
            {
                (items ??= []).Add(item);
            }
        }

        return items?.ToArray() ?? [];
    }

    private static OrderItem? ReadItem(ref JsonFields json, Field priceName)
    {
        string? sku = null, productId = null;
        decimal? quantity = null, price = null;
        var seen = default(FieldSet);
        while (json.Next(ref seen, out var field))
        {
            switch (field)
            {
                case Field.Sku:
                    sku = json.Id(field);
                    break;
                case Field.ProductId:
                    productId = json.Id(field);
                    break;
                case Field.Quantity:
                    quantity = json.Amount(field);
                    break;
                case var other when other == priceName:
                    price = json.Amount(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        sku ??= productId;
        return json.Require(sku, Field.Sku, DecodeErrors.BadId) && json.Require(quantity, Field.Quantity) && json.Require(price, priceName)
            ? new OrderItem(sku, quantity.Value, price.Value)
            : null;
    }
}
