using System.Text.RegularExpressions;

namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>Kafka's rule for topic names, which the embedded broker does not check itself.</summary>
internal static partial class TopicName
{
    public static void ThrowIfInvalid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Legal().IsMatch(name) || name is "." or "..")
        {
            throw new ArgumentException($"'{name}' is no topic name: 1–249 letters, digits, dots, underscores and hyphens, neither '.' nor '..'.", nameof(name));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,249}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Legal();
}
