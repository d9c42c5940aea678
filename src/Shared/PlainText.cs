using System.Globalization;

namespace Texts;

/// <summary>Makes foreign text fit for a log line, a header and a terminal: one line, without control characters, escapes and signs that turn or hide what follows. Pure.</summary>
internal static class PlainText
{
    private const char Instead = '?';

    // The text, each such character replaced by a question mark, and cut to so many characters. Not as a documentation comment: ASP.NET's OpenAPI
    // generator fails where a method that several assemblies compile has one.
    public static string Of(string text, int lengthMax = int.MaxValue)
    {
        var cut = text.Length > lengthMax;
        if (!cut && IsPlain(text))
        {
            return text;
        }

        var plain = string.Create(Math.Min(text.Length, lengthMax), text, static (plain, text) =>
        {
            for (var i = 0; i < plain.Length; i++)
            {
                // A surrogate may have lost its other half to the cut.
                plain[i] = IsPlain(text, i) && !(char.IsHighSurrogate(text[i]) && i + 1 == plain.Length) ? text[i] : Instead;
            }
        });
        return cut ? plain[..^1] + "…" : plain;
    }

    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsPlain(text, i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlain(string text, int index)
    {
        var character = text[index];
        return character is >= ' ' and <= '~'
            || (char.IsSurrogate(character)
                ? (char.IsHighSurrogate(character) ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) : index > 0 && char.IsHighSurrogate(text[index - 1]))
                : char.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
    }
}
