using System.Text.RegularExpressions;

namespace Platform.Configuration.Loading;

/// <summary>Recognises by its looks what may not be shown. Pure.</summary>
internal static partial class SecretText
{
    /// <summary>Whether a setting's name, or what it is set to, may be a secret.</summary>
    /// <param name="path">The setting's full path.</param>
    /// <param name="value">The value, or null.</param>
    public static bool MayBe(string path, string? value) => SecretName.IsMatch(path) || (value is not null && SecretValue.IsMatch(value));

    [GeneratedRegex("pass|pwd|secret|token|credential|connection|key|auth", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName { get; }

    // A connection string with a password, or an address with one before its @.
    [GeneratedRegex("(password|pwd|secret)\\s*=|://[^/]*@", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretValue { get; }
}
