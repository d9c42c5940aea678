using Shop.Events.Users;

namespace Shop.Grains.Users;

/// <summary>The bounded list of a user's last orders.</summary>
internal static class ListedOrders
{
    /// <summary>The list after an activity; the oldest order leaves a full one.</summary>
    /// <param name="listed">The list, oldest first; never changed.</param>
    /// <param name="activity">What happened to an order.</param>
    public static ListedOrder[] With(ListedOrder[] listed, UserOrderActivity activity)
    {
        var index = IndexOf(listed, activity.OrderId);
        if (index < 0)
        {
            // What happens to an order that has left the list does not bring it back.
            return activity.What == OrderActivityKind.Created || listed.Length < UserState.ListedOrdersMax
                ? Append(listed, Changed(ListedOrder.Unknown(activity.OrderId), activity))
                : listed;
        }

        var changed = (ListedOrder[])listed.Clone();
        changed[index] = Changed(listed[index], activity);
        return changed;
    }

    /// <summary>A page of the list.</summary>
    /// <param name="listed">The list, oldest first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="after">The order id the page begins after, or null.</param>
    public static UserOrdersPage Page(ListedOrder[] listed, int limit, string? after)
    {
        var start = after is null ? 0 : IndexOf(listed, after) + 1;
        if (after is not null && start == 0)
        {
            return new UserOrdersPage([], null);
        }

        var page = listed.AsSpan(start, Math.Min(limit, listed.Length - start));
        var orders = new UserOrder[page.Length];
        for (var i = 0; i < page.Length; i++)
        {
            orders[i] = page[i].ToView();
        }

        var isLast = start + page.Length == listed.Length;
        return new UserOrdersPage(orders, isLast ? null : orders[^1].OrderId);
    }

    private static ListedOrder Changed(ListedOrder order, UserOrderActivity activity) => activity.What switch
    {
        OrderActivityKind.Created => order with { Amount = order.IsCancelled ? order.Amount : activity.Amount },
        OrderActivityKind.Paid => order with { Paid = order.Paid + activity.Amount },
        _ => order with { Amount = activity.Amount, IsCancelled = true },
    };

    private static ListedOrder[] Append(ListedOrder[] listed, ListedOrder order)
    {
        var surplus = Math.Max(0, listed.Length + 1 - UserState.ListedOrdersMax);
        return [.. listed.AsSpan(surplus), order];
    }

    private static int IndexOf(ListedOrder[] listed, string orderId)
    {
        // Activity mostly concerns the newest orders.
        for (var i = listed.Length - 1; i >= 0; i--)
        {
            if (string.Equals(listed[i].OrderId, orderId, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
