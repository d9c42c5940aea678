using System.Text;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting.Admin;

/// <summary>
/// What the platform added to a dead letter. It is behind the record's own headers and begins with the topic, so that headers of the same
/// names that the record brought along, from another system or another dead letter, are the record's.
/// </summary>
internal static class Provenance
{
    /// <summary>One of <see cref="DeadLetterHeaders"/> as text; null where the platform added none.</summary>
    public static string? Of(KafkaRecord deadLetter, string name)
    {
        for (var i = deadLetter.Headers.Count - 1; i >= StartIn(deadLetter); i--)
        {
            if (string.Equals(deadLetter.Headers[i].Key, name, StringComparison.Ordinal))
            {
                return deadLetter.Headers[i].Value is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
            }
        }

        return null;
    }

    /// <summary>The headers the record had, and what others added to the dead letter since.</summary>
    public static IEnumerable<KeyValuePair<string, byte[]?>> RecordHeaders(KafkaRecord deadLetter)
    {
        var start = StartIn(deadLetter);
        return deadLetter.Headers.Where((header, i) => i < start || !header.Key.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal));
    }

    private static int StartIn(KafkaRecord deadLetter)
    {
        for (var i = deadLetter.Headers.Count - 1; i >= 0; i--)
        {
            if (string.Equals(deadLetter.Headers[i].Key, DeadLetterHeaders.Topic, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return deadLetter.Headers.Count;
    }
}
