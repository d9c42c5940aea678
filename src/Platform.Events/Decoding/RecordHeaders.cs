using System.Text;
using System.Text.Unicode;

namespace Platform.Events;

/// <summary>Looks up headers: the last one of a name counts, as in Kafka's own <c>Headers.lastHeader</c>.</summary>
internal static class RecordHeaders
{
    /// <summary>The header's bytes, or empty where it says nothing.</summary>
    public static ReadOnlySpan<byte> Last(IReadOnlyList<KeyValuePair<string, byte[]?>> headers, string name)
    {
        for (var i = headers.Count - 1; i >= 0; i--)
        {
            var header = headers[i];
            if (string.Equals(header.Key, name, StringComparison.Ordinal))
            {
                return header.Value;
            }
        }

        return [];
    }

    /// <summary>The header's text; null where it says nothing. False where it is not valid UTF-8.</summary>
    public static bool TryText(IReadOnlyList<KeyValuePair<string, byte[]?>> headers, string name, out string? text)
    {
        var bytes = Last(headers, name);
        text = null;
        if (!Utf8.IsValid(bytes))
        {
            return false;
        }

        text = bytes.IsEmpty ? null : Encoding.UTF8.GetString(bytes);
        return true;
    }
}
