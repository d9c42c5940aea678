using System.Globalization;

namespace Shop.Grains.Analytics;

/// <summary>The keys of the analytics grains: each has the figures of one UTC day of a part of the orders.</summary>
public static class AnalyticsShard
{
    /// <summary>In how many parts orders are divided, by their ids. Part of the keys: with another number, what comes again is not recognised.</summary>
    public const int CountOfDay = 64;

    private const uint HashStart = 2_166_136_261;
    private const uint HashPrime = 16_777_619;

    /// <summary>The grain key of one order's events: <c>2026-03-01/17</c>.</summary>
    /// <param name="time">The event's own time.</param>
    /// <param name="orderId">The order's id.</param>
    public static string KeyOf(DateTimeOffset time, string orderId)
    {
        ArgumentNullException.ThrowIfNull(orderId);

        // FNV-1a: the same in every process.
        var hash = HashStart;
        foreach (var character in orderId)
        {
            hash = (hash ^ character) * HashPrime;
        }

        return Key(DateOnly.FromDateTime(time.UtcDateTime), (int)(hash % CountOfDay));
    }

    /// <summary>The grain keys of a day.</summary>
    /// <param name="day">The UTC day.</param>
    public static IEnumerable<string> KeysOf(DateOnly day) => Enumerable.Range(0, CountOfDay).Select(shard => Key(day, shard));

    private static string Key(DateOnly day, int shard) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}/{shard}");
}
