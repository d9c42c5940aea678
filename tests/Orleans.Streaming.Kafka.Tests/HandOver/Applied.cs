using System.Diagnostics;
using System.Globalization;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>An event as a silo applied it, and the silo that had delivered it.</summary>
internal readonly record struct Applied(long At, string Silo, string Deliverer, string Entity, int Number, string Topic, int Partition, long Offset)
{
    /// <summary>How long each partition stood still at each change of its owner.</summary>
    public static List<TimeSpan> Standstills(IEnumerable<Applied> applied) => [.. applied
        .GroupBy(a => (a.Topic, a.Partition))
        .SelectMany(p => p.Zip(p.Skip(1)))
        .Where(pair => pair.First.Deliverer != pair.Second.Deliverer)
        .Select(pair => Stopwatch.GetElapsedTime(pair.First.At, pair.Second.At))
        .Order()];

    /// <summary>A line of a silo's log; null where it is only half a one.</summary>
    public static Applied? Parse(string silo, string line)
    {
        var parts = line.Split(' ');
        return parts.Length == 7 && parts[6].Length > 0
            ? new Applied(ToLong(parts[0]), silo, parts[1], parts[2], (int)ToLong(parts[3]), parts[4], (int)ToLong(parts[5]), ToLong(parts[6]))
            : null;
    }

    private static long ToLong(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
