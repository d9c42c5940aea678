using Platform.Events;
using Platform.Hosting;
using Shop.Events.Orders;

namespace Shop.Gateway.Orders;

/// <summary>The order in a request.</summary>
/// <param name="OrderId">The id the caller chose, or null.</param>
/// <param name="UserId">Whose order it is.</param>
/// <param name="Items">What is ordered; may be empty.</param>
/// <param name="Amount">The amount given, else the exact sum of the items.</param>
/// <param name="Status">The status given in lower case, else <c>pending</c>.</param>
internal sealed record NewOrder(string? OrderId, string UserId, OrderItem[] Items, decimal Amount, string Status)
{
    /// <summary>The most characters a status may have.</summary>
    public const int StatusLengthMax = 64;

    private const string StatusDefault = "pending";

    /// <summary>Reads the body of <c>POST /orders</c>.</summary>
    /// <returns>Null when anything is wrong, which is noted.</returns>
    public static NewOrder? Read(JsonFields body)
    {
        var orderId = body.Id("orderId");
        body.Require("userId");
        var userId = body.Id("userId");
        body.Require("items");
        var items = ReadItems(body);
        var status = ReadStatus(body);
        var amount = body.Has("amount") ? body.Number("amount") : SumOf(items, body);
        return body.AnyWrong || userId is null || items is null || status is null || amount is null
            ? null
            : new NewOrder(orderId, userId, items, amount.Value, status);
    }

    private static OrderItem[]? ReadItems(JsonFields body)
    {
        var lines = body.Objects("items");
        var items = lines?.Select(ReadItem).OfType<OrderItem>().ToArray();
        return items?.Length == lines?.Count ? items : null;
    }

    private static OrderItem? ReadItem(JsonFields item)
    {
        var sku = item.Id("sku") ?? item.Id("productId");
        if (!item.Has("sku") && !item.Has("productId"))
        {
            item.Wrong("sku", "is required (productId will do as well).");
        }

        item.Require("quantity");
        item.Require("price");
        var quantity = item.Number("quantity");
        var price = item.Number("price");
        return sku is null || quantity is null || price is null ? null : new OrderItem(sku, quantity.Value, price.Value);
    }

    private static string? ReadStatus(JsonFields body)
    {
        if (!body.Has("status"))
        {
            return StatusDefault;
        }

        var status = body.Text("status", StatusLengthMax);
        if (status is not null && string.IsNullOrWhiteSpace(status))
        {
            body.Wrong("status", "must not be blank.");
            return null;
        }

        return status?.ToLowerInvariant();
    }

    private static decimal? SumOf(OrderItem[]? items, JsonFields body)
    {
        if (items is null)
        {
            return null;
        }

        if (OrderTotal.TryOf(items, out var sum))
        {
            return sum;
        }

        body.Wrong("amount", $"is required here: the sum of the items has more than {Money.DigitsMax} digits, or more than {Money.ScaleMax} decimals.");
        return null;
    }
}
