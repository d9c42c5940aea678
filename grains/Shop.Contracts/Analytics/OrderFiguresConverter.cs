using System.Numerics;
using Platform.Events;

namespace Shop.Grains.Analytics;

/// <summary>Between <see cref="OrderFigures"/> and what is stored of them.</summary>
[RegisterConverter]
internal sealed class OrderFiguresConverter : IConverter<OrderFigures, OrderFiguresSurrogate>
{
    /// <inheritdoc/>
    public OrderFigures ConvertFromSurrogate(in OrderFiguresSurrogate surrogate) => new(
        surrogate.Created,
        surrogate.Cancelled,
        Join(surrogate.Revenue, surrogate.RevenueAbove),
        Join(surrogate.Paid, surrogate.PaidAbove));

    /// <inheritdoc/>
    public OrderFiguresSurrogate ConvertToSurrogate(in OrderFigures value)
    {
        var (revenue, revenueAbove) = Split(value.Revenue);
        var (paid, paidAbove) = Split(value.Paid);
        return new OrderFiguresSurrogate
        {
            Created = value.Created,
            Cancelled = value.Cancelled,
            Revenue = revenue,
            RevenueAbove = revenueAbove,
            Paid = paid,
            PaidAbove = paidAbove,
        };
    }

    private static (decimal Below, byte[]? Above) Split(MoneySum sum)
    {
        var (below, above) = sum.Split();
        return (below, above.IsZero ? null : above.ToByteArray());
    }

    private static MoneySum Join(decimal below, byte[]? above) =>
        above is null ? MoneySum.Of(below) : MoneySum.Join(below, new BigInteger(above));
}
