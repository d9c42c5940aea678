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

    /// <summary>A whole line of a silo's log.</summary>
    public static Applied Parse(string silo, string line) => line.Split(' ') is [var at, var deliverer, var entity, var number, var topic, var partition, var offset]
        ? new Applied(ToLong(at), silo, deliverer, entity, (int)ToLong(number), topic, (int)ToLong(partition), ToLong(offset))
        : throw new FormatException($"{silo}: {line}");

    private static long ToLong(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
