using System.Buffers;
using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>What an entity's id (an order's, a user's) may be: 1–512 bytes of valid UTF-8, not blank, no control characters, neither <c>.</c> nor <c>..</c>.</summary>
public static class EntityId
{
    /// <summary>The most bytes an id has in UTF-8.</summary>
    public const int BytesMax = 512;

    /// <summary>Says what is wrong with an id, to follow its name: <c>meterId is blank</c>.</summary>
    /// <param name="id">The id.</param>
    /// <returns>Null where the id is good.</returns>
    public static string? Check(string? id)
    {
        if (id is null)
        {
            return "is missing";
        }

        if (id is "." or "..")
        {
            // Whatever the escape, clients and servers take it for this folder or the one above, and ask for something else.
            return "can't be named in a path";
        }

        if (id.Length is > 0 and <= BytesMax && !id.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        return string.IsNullOrWhiteSpace(id) ? "is blank" : CheckRunes(id);
    }

    private static string? CheckRunes(string id)
    {
        var bytes = 0;
        for (var rest = id.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done)
            {
                return "has half a surrogate pair";
            }

            if (Rune.IsControl(rune))
            {
                return "has a control character";
            }

            bytes += rune.Utf8SequenceLength;
            rest = rest[length..];
        }

        return bytes > BytesMax ? "has more than 512 bytes" : null;
    }
}
