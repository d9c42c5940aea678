using Platform.Events;

namespace Shop.Grains.Analytics;

/// <summary>Figures of one span of time, exact.</summary>
/// <param name="Created">How many orders were created.</param>
/// <param name="Cancelled">How many orders were cancelled.</param>
/// <param name="Revenue">The sum of the created orders' amounts.</param>
/// <param name="Paid">The sum of the payments.</param>
public sealed record OrderFigures(long Created, long Cancelled, MoneySum Revenue, MoneySum Paid)
{
    /// <summary>All zero.</summary>
    public static OrderFigures None { get; } = new(0, 0, MoneySum.Zero, MoneySum.Zero);

    /// <summary>The sum of both.</summary>
    /// <param name="other">The other figures.</param>
    public OrderFigures Plus(OrderFigures other) =>
        new(Created + other.Created, Cancelled + other.Cancelled, Revenue + other.Revenue, Paid + other.Paid);
}
