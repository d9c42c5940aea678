using System.Collections.Concurrent;

namespace Orleans.Streaming.Kafka;

/// <summary>One string for each name that headers have: the client makes one for each header, and what is buffered would keep all of them. Thread-safe.</summary>
internal static class HeaderNames
{
    /// <summary>How many names are known at most; further ones stay as they are, so that foreign names fill no memory.</summary>
    public const int CountMax = 1_024;

    private const int LengthMax = 128;

    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);
    private static int _count;

    /// <summary>The known string of the same text; the given one where there is none and no room for it.</summary>
    public static string Of(string name)
    {
        if (Known.TryGetValue(name, out var known))
        {
            return known;
        }

        if (name.Length > LengthMax || Volatile.Read(ref _count) >= CountMax)
        {
            return name;
        }

        known = Known.GetOrAdd(name, name);
        if (ReferenceEquals(known, name))
        {
            Interlocked.Increment(ref _count);
        }

        return known;
    }
}
