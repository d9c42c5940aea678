using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Carries Orleans' request context of a stream's producer to its subscribers in record headers: entries that are strings, one
/// header each. Pure.
/// </summary>
internal static class StreamContextHeaders
{
    private const string Prefix = "orleans-context-";

    public static IReadOnlyList<KeyValuePair<string, byte[]?>> Write(Dictionary<string, object>? context) => context is null
        ? []
        : [.. context
            .Where(entry => entry.Value is string)
            .Select(entry => new KeyValuePair<string, byte[]?>(Prefix + entry.Key, Encoding.UTF8.GetBytes((string)entry.Value)))];

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
