using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Carries Orleans' request context of a stream's producer to its subscribers in record headers: entries that are strings, one
/// header each. Others are left behind: what a type's bytes mean in another process is nothing a header can say. Pure.
/// </summary>
internal static class StreamContextHeaders
{
    private const string Prefix = "orleans-context-";

    public static IReadOnlyList<KeyValuePair<string, byte[]?>> Write(Dictionary<string, object>? context) => context is null
        ? []
        : [.. context
            .Where(entry => entry.Value is string)
            .Select(entry => new KeyValuePair<string, byte[]?>(Prefix + entry.Key, Encoding.UTF8.GetBytes((string)entry.Value)))];

    /// <summary>Whether two records carry the same.</summary>
    public static bool AreSame(IReadOnlyList<KeyValuePair<string, byte[]?>> left, IReadOnlyList<KeyValuePair<string, byte[]?>> right) =>
        Read(left).SequenceEqual(Read(right));

    public static KeyValuePair<string, string>[] Read(IReadOnlyList<KeyValuePair<string, byte[]?>> headers)
    {
        List<KeyValuePair<string, string>>? context = null;
        foreach (var (name, value) in headers)
        {
            if (value is not null && name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                (context ??= []).Add(new KeyValuePair<string, string>(name[Prefix.Length..], Encoding.UTF8.GetString(value)));
            }
        }

        return context is null ? [] : [.. context];
    }
}
