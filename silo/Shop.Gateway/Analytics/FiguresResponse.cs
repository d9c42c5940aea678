using Platform.Events;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Analytics;

/// <summary>Figures of a span of time.</summary>
/// <param name="Created">How many orders were created.</param>
/// <param name="Cancelled">How many orders were cancelled.</param>
/// <param name="Revenue">The sum of the created orders' amounts.</param>
/// <param name="Paid">The sum of the payments.</param>
internal sealed record FiguresResponse(long Created, long Cancelled, MoneySum Revenue, MoneySum Paid)
{
    /// <summary>The answer for figures.</summary>
    public static FiguresResponse Of(OrderFigures figures) => new(figures.Created, figures.Cancelled, figures.Revenue, figures.Paid);
}
