using System.Globalization;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>Numbers from <c>/metrics</c>.</summary>
internal static class Metrics
{
    /// <summary>The value of a series, or 0 where it is not there yet.</summary>
    /// <param name="platform">The silo.</param>
    /// <param name="name">The metric.</param>
    /// <param name="labels">Labels as they are written, each of which the series must have.</param>
    public static async Task<double> ReadAsync(PlatformUnderTest platform, string name, params string[] labels)
    {
        var text = await platform.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return text.Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ')), CultureInfo.InvariantCulture));
    }
}
