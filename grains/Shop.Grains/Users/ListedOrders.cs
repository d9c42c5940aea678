using Shop.Events.Users;

namespace Shop.Grains.Users;

/// <summary>The bounded list of a user's last orders.</summary>
internal static class ListedOrders
{
    /// <summary>The user's list after an activity; the oldest order leaves a full one.</summary>
    /// <param name="user">The user.</param>
    /// <param name="activity">What happened to an order.</param>
    public static UserState With(UserState user, UserOrderActivity activity)
    {
        var listed = user.Listed;
        var index = IndexOf(listed, activity.OrderId);
        if (index < 0)
        {
            // What happens to an order that has left the list does not bring it back.
            return activity.What == OrderActivityKind.Created || listed.Length < UserState.ListedOrdersMax
                ? Append(user, Changed(ListedOrder.Unknown(activity.OrderId), activity))
                : user;
        }

        var changed = (ListedOrder[])listed.Clone();
        changed[index] = Changed(listed[index], activity);
        return user with { Listed = changed };
    }

    /// <summary>A page of the user's list. One that follows another misses nothing that was listed then: else it is gone.</summary>
    /// <param name="user">The user.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="after">What the page before has as its next, or null.</param>
    public static UserOrdersPage Page(UserState user, int limit, string? after)
    {
        var listed = user.Listed;
        var start = after is null ? 0 : OrderListCursor.TryParse(after, out var number) ? number - user.Unlisted : -1;
        if (start < 0 || start > listed.Length)
        {
            return new UserOrdersPage([], null) { IsGone = true };
        }

        var page = listed.AsSpan((int)start, Math.Min(limit, listed.Length - (int)start));
        var orders = new UserOrder[page.Length];
        for (var i = 0; i < page.Length; i++)
        {
            orders[i] = page[i].ToView();
        }

        var end = start + page.Length;
        return new UserOrdersPage(orders, end == listed.Length ? null : OrderListCursor.Format(user.Unlisted + end));
    }

    private static ListedOrder Changed(ListedOrder order, UserOrderActivity activity) => activity.What switch
    {
        OrderActivityKind.Created => order with { Amount = order.IsCancelled ? order.Amount : activity.Amount },
        OrderActivityKind.Paid => order with { Paid = order.Paid + activity.Amount },
        _ => order with { Amount = activity.Amount, IsCancelled = true },
    };

    private static UserState Append(UserState user, ListedOrder order)
    {
        var surplus = Math.Max(0, user.Listed.Length + 1 - UserState.ListedOrdersMax);
        return user with { Listed = [.. user.Listed.AsSpan(surplus), order], Unlisted = user.Unlisted + surplus };
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
