using System.Diagnostics;
using System.Globalization;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>An event as a silo applied it, and the silo that had delivered it.</summary>
internal readonly record struct Applied(long At, string Silo, string Deliverer, string Entity, int Number, string Topic, int Partition, long Offset)
{
    /// <summary>All that was applied by these silos, in the order of time.</summary>
    public static List<Applied> Read(IEnumerable<string> logs) => [.. logs.Where(File.Exists).SelectMany(Read).OrderBy(a => a.At)];

    /// <summary>How long each partition stood still at each change of its owner.</summary>
    public static List<TimeSpan> Standstills(IEnumerable<Applied> applied) => [.. applied
        .GroupBy(a => (a.Topic, a.Partition))
        .SelectMany(p => p.Zip(p.Skip(1)))
        .Where(pair => pair.First.Deliverer != pair.Second.Deliverer)
        .Select(pair => Stopwatch.GetElapsedTime(pair.First.At, pair.Second.At))
        .Order()];

    private static IEnumerable<Applied> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            // A killed process may have left half a line.
            if (parts.Length == 7 && parts[6].Length > 0)
            {
                yield return new Applied(ToLong(parts[0]), Path.GetFileName(path), parts[1], parts[2], (int)ToLong(parts[3]), parts[4], (int)ToLong(parts[5]), ToLong(parts[6]));
            }
        }
    }

    private static long ToLong(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
