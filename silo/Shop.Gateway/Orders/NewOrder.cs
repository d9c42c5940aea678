using Platform.Events;
using Platform.Hosting;
using Shop.Events.Orders;

namespace Shop.Gateway.Orders;

/// <summary>The order in a request.</summary>
/// <param name="OrderId">The id the caller chose, or null.</param>
/// <param name="UserId">Whose order it is.</param>
/// <param name="Items">What is ordered; may be empty.</param>
/// <param name="Amount">The amount given, else the exact sum of the items.</param>
internal sealed record NewOrder(string? OrderId, string UserId, OrderItem[] Items, decimal Amount)
{
    /// <summary>The most items an order may have.</summary>
    public const int ItemsMax = 1_000;

    /// <summary>The status every order begins with.</summary>
    public const string Pending = "pending";

    private const int StatusLengthMax = 64;

    /// <summary>Reads the body of <c>POST /orders</c>.</summary>
    /// <returns>Null when anything is wrong, which is noted.</returns>
    public static NewOrder? Read(JsonFields body)
    {
        var orderId = body.Id("orderId");
        body.Require("userId");
        var userId = body.Id("userId");
        body.Require("items");
        var items = ReadItems(body);
        CheckStatus(body);
        var amount = body.Has("amount") ? body.Number("amount") : SumOf(items, body);
        return body.AnyWrong || userId is null || items is null || amount is null
            ? null
            : new NewOrder(orderId, userId, items, amount.Value);
    }

    private static OrderItem[]? ReadItems(JsonFields body)
    {
        var items = body.Objects("items", ItemsMax)?.Select(ReadItem).ToArray();
        return items is null || body.AnyWrong ? null : [.. items.OfType<OrderItem>()];
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

    // What becomes of an order is said by events. Callers that send the status an order begins with along are right.
    private static void CheckStatus(JsonFields body)
    {
        if (body.Text("status", StatusLengthMax) is { } status && !Pending.Equals(status, StringComparison.OrdinalIgnoreCase))
        {
            body.Wrong("status", $"can't be set: an order begins as {Pending}, and events say what becomes of it. Leave it out.");
        }
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
