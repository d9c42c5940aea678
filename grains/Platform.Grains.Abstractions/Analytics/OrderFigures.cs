namespace Platform.Grains.Analytics;

/// <summary>Figures of one span of time.</summary>
/// <param name="Created">How many <c>order.created</c> events there were.</param>
/// <param name="Cancelled">How many <c>order.cancelled</c> events there were.</param>
/// <param name="Revenue">The sum of the created orders' amounts.</param>
/// <param name="Paid">The sum of the payments.</param>
[GenerateSerializer, Immutable, Alias("platform.order-figures")]
public sealed record OrderFigures(
    [property: Id(0)] long Created,
    [property: Id(1)] long Cancelled,
    [property: Id(2)] decimal Revenue,
    [property: Id(3)] decimal Paid)
{
    /// <summary>All zero.</summary>
    public static OrderFigures None { get; } = new(0, 0, 0, 0);

    /// <summary>The sum of both.</summary>
    /// <param name="other">The other figures.</param>
    public OrderFigures Plus(OrderFigures other) =>
        new(Created + other.Created, Cancelled + other.Cancelled, Revenue + other.Revenue, Paid + other.Paid);
}
