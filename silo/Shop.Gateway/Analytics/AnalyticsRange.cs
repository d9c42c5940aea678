using System.Globalization;
using Platform.Hosting;

namespace Shop.Gateway.Analytics;

/// <summary>Which days' figures are wanted.</summary>
/// <param name="From">The first UTC day.</param>
/// <param name="To">The last UTC day.</param>
internal sealed record AnalyticsRange(DateOnly From, DateOnly To)
{
    /// <summary>The most days of one response: each takes a read per shard.</summary>
    public const int DaysMax = 31;

    /// <summary>How many days, up to today, where the request does not say.</summary>
    public const int DaysDefault = 7;

    private const string Format = "yyyy-MM-dd";

    /// <summary>The days, ascending.</summary>
    public IEnumerable<DateOnly> Days => Enumerable.Range(0, To.DayNumber - From.DayNumber + 1).Select(From.AddDays);

    /// <summary>Reads <c>from</c> and <c>to</c>; what is wrong is noted. Where one is missing the range has the default length; where both are, it ends today.</summary>
    /// <param name="query">The request's query.</param>
    /// <param name="today">The UTC day it is.</param>
    /// <param name="errors">What is wrong.</param>
    public static AnalyticsRange Read(IQueryCollection query, DateOnly today, FieldErrors errors)
    {
        var (from, to) = (ReadDay(query, "from", errors), ReadDay(query, "to", errors));
        var last = to ?? (from is { } first ? Shift(first, DaysDefault - 1) : today);
        var range = new AnalyticsRange(from ?? Shift(last, 1 - DaysDefault), last);
        if (!errors.Any && (range.From > range.To || range.To.DayNumber - range.From.DayNumber >= DaysMax))
        {
            errors.Add("to", $"must be a day from {Text(range.From)} to {Text(Shift(range.From, DaysMax - 1))}: {DaysMax} days at most.");
        }

        return range;
    }

    private static DateOnly Shift(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Clamp(day.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    private static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    private static DateOnly? ReadDay(IQueryCollection query, string name, FieldErrors errors)
    {
        var values = query[name];
        if (values.Count == 0)
        {
            return null;
        }

        if (values.Count == 1 && DateOnly.TryParseExact(values[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        errors.Add(name, "must be one UTC day, such as 2026-03-01.");
        return null;
    }
}
