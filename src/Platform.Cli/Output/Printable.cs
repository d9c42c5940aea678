using System.Globalization;
using System.Text;

namespace Platform.Cli.Output;

/// <summary>Texts without control characters: each is written as <c>\u</c> and four digits, as in JSON.</summary>
internal static class Printable
{
    /// <summary>A text as one line.</summary>
    public static string Line(string text) => Escape(text, char.IsControl);

    /// <summary>A text whose line breaks remain.</summary>
    public static string Text(string text) => Escape(text, c => char.IsControl(c) && c is not ('\n' or '\r'));

    private static string Escape(string text, Func<char, bool> isEscaped)
    {
        if (!text.Any(isEscaped))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = isEscaped(c) ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : escaped.Append(c);
        }

        return escaped.ToString();
    }
}
