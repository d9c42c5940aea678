using Spelling;

namespace Platform.Configuration.Loading;

/// <summary>The names of the settings; finds what is none. Not thread-safe.</summary>
internal sealed class KnownSettings
{
    private readonly HashSet<string> _sections = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _retired = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _retiredSections = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _open = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _secrets = new(StringComparer.OrdinalIgnoreCase);

    public void AddSection(string path) => _sections.Add(path);

    public void AddValue(string path) => _values.Add(path);

    public void AddSecret(string path) => _secrets.Add(path);

    /// <summary>Takes a name as reported already, with the sections it is in.</summary>
    public void AddRetired(string path)
    {
        _retired.Add(path);
        for (var parent = ConfigurationPath.GetParentPath(path); parent is not null; parent = ConfigurationPath.GetParentPath(parent))
        {
            _retiredSections.Add(parent);
        }
    }

    /// <summary>Takes every name below a section as known: what it may be is another's to say.</summary>
    public void AddOpenSection(string path) => _open.Add(path);

    public bool HasValue(string path) => _values.Contains(path);

    /// <summary>Refuses every name below a section that was never read, and values where a section belongs.</summary>
    /// <param name="section">A known section.</param>
    /// <param name="problems">Where problems are collected.</param>
    public void RefuseOthers(IConfigurationSection section, SettingProblems problems)
    {
        foreach (var child in section.GetChildren())
        {
            if (_open.Contains(child.Path) || _retired.Contains(child.Path))
            {
                continue;
            }

            if (!_sections.Contains(child.Path) && !_retiredSections.Contains(child.Path))
            {
                RefuseUnlessValue(child, problems);
            }
            else
            {
                if (!string.IsNullOrWhiteSpace(child.Value))
                {
                    problems.Add(child.Path, child.Value, "This is a section, not a value: set the values below it.");
                }

                RefuseOthers(child, problems);
            }
        }
    }

    private void RefuseUnlessValue(IConfigurationSection child, SettingProblems problems)
    {
        if (!_values.Contains(child.Path))
        {
            var nearest = Nearest(child.Path);
            Refuse(child, nearest, $"There is no such setting. The nearest one is {nearest}.", problems);
            return;
        }

        foreach (var below in child.GetChildren())
        {
            Refuse(below, child.Path, $"There is no such setting: {child.Path} takes one value.", problems);
        }
    }

    private void Refuse(IConfigurationSection unknown, string meant, string right, SettingProblems problems)
    {
        // A misspelt password is still a password.
        if (_secrets.Contains(meant) || SecretText.MayBe(unknown.Path, unknown.Value))
        {
            problems.AddSecret(unknown.Path, right);
        }
        else
        {
            problems.AddUnknown(unknown.Path, unknown.Value, right);
        }
    }

    // The same last name elsewhere beats similar spelling: settings are put into the wrong section more often than misspelt.
    private string Nearest(string path) =>
        _values.Concat(_sections).MinBy(known => (
            LastName(known).Equals(LastName(path), StringComparison.OrdinalIgnoreCase) ? 0 : 1,
            EditDistance.Between(path, known),
            known))!;

    private static string LastName(string path) => ConfigurationPath.GetSectionKey(path)!;
}
