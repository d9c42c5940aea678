using Microsoft.Extensions.Configuration;

namespace Platform.Configuration.Loading;

/// <summary>
/// Reads the values of one section and remembers which names it was asked for: whatever else stands there is unknown.
/// An empty value counts as not set, because an environment often can't leave a variable out. Not thread-safe.
/// </summary>
internal sealed class SettingsSection
{
    private readonly IConfigurationSection _section;
    private readonly KnownSettings _known;

    public SettingsSection(IConfigurationSection section, KnownSettings known, SettingProblems problems)
    {
        _section = section;
        _known = known;
        Problems = problems;
        known.AddSection(section.Path);
    }

    public SettingProblems Problems { get; }

    public string PathOf(string name) => ConfigurationPath.Combine(_section.Path, name);

    public SettingsSection Section(string name) => new(_section.GetSection(name), _known, Problems);

    /// <summary>The text as it stands there, empty too; null where there is none.</summary>
    public string? Raw(string name)
    {
        _known.AddValue(PathOf(name));
        return _section[name];
    }

    public string? Text(string name) => Raw(name)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A password or the like: as it stands there, blanks included.</summary>
    public string? Secret(string name)
    {
        _known.AddSecret(PathOf(name));
        return Raw(name) is { Length: > 0 } text ? text : null;
    }

    public bool? Switch(string name) =>
        Text(name) is not { } text ? null
        : bool.TryParse(text, out var value) ? value
        : Unreadable<bool>(name, text, "Right is true or false.");

    public int? Port(string name) =>
        Text(name) is not { } text ? null
        : PortNumber.TryParse(text, out var port) ? port
        : Unreadable<int>(name, text, "Right is a port number, 1 to 65535.");

    public TimeSpan? Duration(string name) =>
        Text(name) is not { } text ? null
        : DurationText.TryParse(text, out var value) ? value
        : Unreadable<TimeSpan>(name, text, $"Right is {DurationText.Syntax}.");

    /// <summary>One of an enumeration's names; case, hyphens and underscores don't matter, so Kafka's own spellings are read too.</summary>
    public TChoice? Choice<TChoice>(string name)
        where TChoice : struct, Enum => Choice(name, Enum.GetValues<TChoice>());

    /// <summary>As above, where only some of the names are right.</summary>
    public TChoice? Choice<TChoice>(string name, params TChoice[] right)
        where TChoice : struct, Enum =>
        Text(name) is not { } text ? null
        : ChoiceText.TryParse<TChoice>(text, out var value) && right.Contains(value) ? value
        : Unreadable<TChoice>(name, text, $"Right is {ChoiceText.Join([.. right.Select(choice => choice.ToString())])}.");

    private T? Unreadable<T>(string name, string text, string right)
        where T : struct
    {
        Problems.AddUnreadable(PathOf(name), text, right);
        return null;
    }
}
