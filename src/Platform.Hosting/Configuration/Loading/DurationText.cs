using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Configuration.Loading;

/// <summary>
/// Spans of time as people write them. A bare number is refused: .NET would read <c>30</c> as 30 days, Kafka as 30 ms.
/// </summary>
internal static partial class DurationText
{
    public const string Syntax = "hours:minutes:seconds (00:00:30, 00:00:00.100) or a number with its unit (100ms, 30s, 5m)";

    public static bool TryParse(string text, out TimeSpan value)
    {
        if (ClockPattern.IsMatch(text))
        {
            return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value);
        }

        value = default;
        var match = UnitPattern.Match(text);
        if (!match.Success)
        {
            return false;
        }

        var number = int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        value = TimeSpan.FromMilliseconds(number * MillisecondsOf(match.Groups["unit"].Value));
        return true;
    }

    /// <summary>The value in the form that the errors name.</summary>
    public static string Format(TimeSpan value) =>
        value.ToString(value.Ticks % TimeSpan.TicksPerSecond == 0 ? "hh':'mm':'ss" : "hh':'mm':'ss'.'fff", CultureInfo.InvariantCulture);

    private static long MillisecondsOf(string unit) => unit.ToUpperInvariant() switch
    {
        "MS" => 1,
        "S" => 1_000,
        _ => 60_000,
    };

    [GeneratedRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,7})?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClockPattern { get; }

    [GeneratedRegex("^(?<number>[0-9]{1,9}) ?(?<unit>ms|s|m)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UnitPattern { get; }
}
