using Platform.Events;

namespace Shop.Events.Orders;

/// <summary>What items come to.</summary>
public static class OrderTotal
{
    /// <summary>The sum of quantity × price, exactly.</summary>
    /// <param name="items">The items; none of them give 0.</param>
    /// <param name="total">The sum.</param>
    /// <returns>False where the sum, or a step on the way, has more digits than fit (<see cref="Money"/>).</returns>
    public static bool TryOf(IReadOnlyList<OrderItem> items, out decimal total)
    {
        ArgumentNullException.ThrowIfNull(items);
        total = 0;
        try
        {
            foreach (var item in items)
            {
                var price = item.Quantity * item.Price;
                var sum = total + price;

                // Decimal arithmetic rounds what does not fit, and shows it by fewer decimals than the operands'.
                var isNothing = item.Quantity == 0 || item.Price == 0;
                if ((!isNothing && price.Scale < item.Quantity.Scale + item.Price.Scale) || sum.Scale < Math.Max(total.Scale, price.Scale))
                {
                    return false;
                }

                total = sum;
            }
        }
        catch (OverflowException)
        {
            return false;
        }

        return Money.TryFit(ref total);
    }
}
