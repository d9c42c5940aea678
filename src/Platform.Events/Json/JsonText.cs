using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Platform.Events;

/// <summary>Reads texts whose UTF-8 is known to be valid.</summary>
internal static class JsonText
{
    /// <summary>The text, or false where it holds an escaped half of a surrogate pair: JSON's grammar allows one, no Unicode text holds it.</summary>
    /// <param name="reader">A reader at a text or a name.</param>
    /// <param name="text">The text.</param>
    public static bool TryRead(scoped ref Utf8JsonReader reader, [NotNullWhen(true)] out string? text)
    {
        if (!reader.ValueIsEscaped)
        {
            text = Encoding.UTF8.GetString(reader.ValueSpan);
            return true;
        }

        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>The UTF-8 bytes of a text or a number, unescaped; false as in <see cref="TryRead"/>.</summary>
    /// <param name="reader">A reader at a text or a number.</param>
    /// <param name="bytes">The bytes.</param>
    public static bool TryReadBytes(scoped ref Utf8JsonReader reader, out ReadOnlySpan<byte> bytes)
    {
        bytes = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        var isText = TryRead(ref reader, out var text);
        bytes = Encoding.UTF8.GetBytes(text ?? "");
        return isText;
    }
}
