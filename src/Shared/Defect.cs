using System.Diagnostics;

namespace CrashPoints;

/// <summary>
/// Named places where a build has a defect that the next one has not, for the tests of what becomes of its victims. Calls
/// exist in Debug builds alone; there, <c>PLATFORM_DEFECT_AT=name:text</c> makes the named place throw for every subject with
/// that text in it. Thread-safe.
/// </summary>
internal static class Defect
{
    private static readonly (string Name, string Text)? Chosen = Parse(Environment.GetEnvironmentVariable("PLATFORM_DEFECT_AT"));

    /// <summary>Passes a place, or fails there.</summary>
    /// <param name="name">The place.</param>
    /// <param name="subject">What is at work there.</param>
    [Conditional("CRASH_POINTS")]
    public static void Pass(string name, string subject)
    {
        if (Chosen is { } chosen && chosen.Name == name && subject.Contains(chosen.Text, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"This build fails on {subject}.");
        }
    }

    private static (string Name, string Text)? Parse(string? setting) => setting?.Split(':') switch
    {
        null => null,
        [var name, { Length: > 0 } text] => (name, text),
        _ => throw new InvalidOperationException($"PLATFORM_DEFECT_AT is \"{setting}\"; right is name:text, such as order-rules:bad."),
    };
}
