using Spelling;

namespace Platform.Cli.Usage;

/// <summary>What somebody may have meant by a word that does not exist.</summary>
internal static class Suggestion
{
    private const int DistanceMax = 2;

    /// <summary>A sentence with the nearest name, or an empty text where none is near.</summary>
    public static string For(string word, IEnumerable<string> names)
    {
        var nearest = names.Where(name => IsNear(word, name)).OrderBy(name => EditDistance.Between(word, name)).ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault();
        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }

    private static bool IsNear(string word, string name) =>
        EditDistance.Between(word, name) <= DistanceMax || (word.Trim('-').Length > 1 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
