namespace Platform.Events;

/// <summary>Quotes what a producer sent, for an error's text: short, and without characters that would spoil a log line.</summary>
internal static class Excerpt
{
    private const int LengthMax = 64;

    public static string Of(string text, int lengthMax = LengthMax)
    {
        var cut = text.Length > lengthMax;
        var shown = cut ? text.AsSpan(0, lengthMax) : text;
        return string.Create(shown.Length + (cut ? 3 : 2), shown, static (quoted, shown) =>
        {
            for (var i = 0; i < shown.Length; i++)
            {
                // A surrogate may have lost its other half to the cut.
                quoted[i + 1] = char.IsControl(shown[i]) || char.IsSurrogate(shown[i]) ? '?' : shown[i];
            }

            quoted[0] = '\'';
            quoted[^1] = '\'';
            if (quoted.Length > shown.Length + 2)
            {
                quoted[^2] = '…';
            }
        });
    }
}
