using Platform.Events;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Analytics;

/// <summary>Figures of one hour.</summary>
/// <param name="Hour">The start of the hour, UTC.</param>
/// <param name="Created">How many orders were created.</param>
/// <param name="Cancelled">How many orders were cancelled.</param>
/// <param name="Revenue">The sum of the created orders' amounts.</param>
/// <param name="Paid">The sum of the payments.</param>
internal sealed record HourResponse(DateTime Hour, long Created, long Cancelled, MoneySum Revenue, MoneySum Paid)
{
    /// <summary>The answer for an hour.</summary>
    public static HourResponse Of(DateTimeOffset hour, OrderFigures figures) =>
        new(hour.UtcDateTime, figures.Created, figures.Cancelled, figures.Revenue, figures.Paid);
}
