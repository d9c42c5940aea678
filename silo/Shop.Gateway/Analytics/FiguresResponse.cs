using Platform.Events;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Analytics;

/// <summary>Figures of all time.</summary>
/// <param name="Created">How many <c>order.created</c> events there were.</param>
/// <param name="Cancelled">How many <c>order.cancelled</c> events there were.</param>
/// <param name="Revenue">The sum of the created orders' amounts.</param>
/// <param name="Paid">The sum of the payments.</param>
internal sealed record FiguresResponse(long Created, long Cancelled, MoneySum Revenue, MoneySum Paid)
{
    /// <summary>The answer for figures.</summary>
    public static FiguresResponse Of(OrderFigures figures) => new(figures.Created, figures.Cancelled, figures.Revenue, figures.Paid);
}
