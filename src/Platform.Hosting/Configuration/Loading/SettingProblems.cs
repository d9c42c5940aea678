namespace Platform.Configuration.Loading;

/// <summary>Collects what is wrong, so that all of it is reported at once. Not thread-safe: one load at a time.</summary>
internal sealed class SettingProblems
{
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _unreadable = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> All => _problems;

    /// <summary>A value is wrong.</summary>
    /// <param name="path">The setting's full path.</param>
    /// <param name="value">The value, or null where it is not set.</param>
    /// <param name="right">What is wrong with it and what would be right.</param>
    public void Add(string path, object? value, string right) =>
        _problems.Add($"{path} {(value is null ? "is not set" : $"= '{value}'")} {Environment(path)}\n{right}");

    /// <summary>The application's own declarations contradict each other.</summary>
    /// <param name="problem">What is wrong and what would be right.</param>
    public void AddDeclaration(string problem) => _problems.Add(problem);

    /// <summary>A value is wrong that may not be shown.</summary>
    /// <param name="path">The setting's full path.</param>
    /// <param name="right">What is wrong with it and what would be right.</param>
    public void AddSecret(string path, string right) =>
        _problems.Add($"{path} (value not shown) {Environment(path)}\n{right}");

    /// <summary>A name is unknown.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="value">The value, or null where there is none.</param>
    /// <param name="right">What would be right.</param>
    public void AddUnknown(string path, string? value, string right) =>
        _problems.Add($"{path}{(value is null ? "" : $" = '{value}'")} {Environment(path)}\n{right}");

    /// <summary>A value could not be read; rules about it have nothing to say then.</summary>
    /// <param name="path">The setting's full path.</param>
    /// <param name="value">The text that was there.</param>
    /// <param name="right">What would be right.</param>
    public void AddUnreadable(string path, string value, string right)
    {
        _unreadable.Add(path);
        Add(path, value, right);
    }

    /// <summary>Whether the setting could be read (also when it is not set).</summary>
    /// <param name="path">The setting's full path.</param>
    public bool WasReadable(string path) => !_unreadable.Contains(path);

    private static string Environment(string path) => $"(environment: {path.Replace(":", "__", StringComparison.Ordinal)})";
}
