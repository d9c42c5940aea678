using System.Text.Json;

namespace Platform.Processing;

/// <summary>The texts of a payload: names, addresses, and whatever else people wrote. Pure.</summary>
internal static class PayloadTexts
{
    private const string Instead = "…";

    // Shorter ones say little of anybody, and are parts of other words.
    private const int LengthMin = 3;

    /// <summary>A message without the payload's texts; nothing of it where they can't be read.</summary>
    /// <param name="message">What an exception says.</param>
    /// <param name="payload">The payload.</param>
    public static string LeaveOut(string message, object payload)
    {
        try
        {
            return In(JsonSerializer.SerializeToUtf8Bytes(payload, payload.GetType())).OrderByDescending(text => text.Length)
                .Aggregate(message, (rest, text) => rest.Replace(text, Instead, StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException or InvalidOperationException)
        {
            return Instead;
        }
    }

    private static HashSet<string> In(byte[] json)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: >= LengthMin } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }
}
