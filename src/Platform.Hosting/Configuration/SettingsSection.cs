using Platform.Configuration.Loading;

namespace Platform.Configuration;

/// <summary>
/// Reads the values of one section and remembers which names it was asked for: whatever else is there is unknown and refused, with the
/// nearest known name. What is wrong is collected, and reported together. An empty value counts as not set, because an environment often
/// can't leave a variable out. Not thread-safe.
/// </summary>
public sealed class SettingsSection
{
    private readonly IConfigurationSection _section;
    private readonly KnownSettings _known;

    internal SettingsSection(IConfigurationSection section, KnownSettings known, SettingProblems problems)
    {
        _section = section;
        _known = known;
        Problems = problems;
        known.AddSection(section.Path);
    }

    internal SettingProblems Problems { get; }

    /// <summary>A setting's full path.</summary>
    /// <param name="name">Its name in this section.</param>
    public string PathOf(string name) => ConfigurationPath.Combine(_section.Path, name);

    /// <summary>A section of this one.</summary>
    /// <param name="name">Its name.</param>
    public SettingsSection Section(string name) => new(_section.GetSection(name), _known, Problems);

    /// <summary>The names of the sections in it, where they are anybody's to choose.</summary>
    public IReadOnlyList<string> Names => [.. _section.GetChildren().Where(child => child.Value is null).Select(child => child.Key)];

    /// <summary>The text as it is, empty too; null where there is none.</summary>
    /// <param name="name">The setting's name.</param>
    public string? Raw(string name)
    {
        _known.AddValue(PathOf(name));
        return _section[name];
    }

    /// <summary>A text without the blanks around it; null where it is not set.</summary>
    /// <param name="name">The setting's name.</param>
    public string? Text(string name) => Raw(name)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A password or the like: as it is, blanks included, and never shown.</summary>
    /// <param name="name">The setting's name.</param>
    public string? Secret(string name)
    {
        _known.AddSecret(PathOf(name));
        return Raw(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Texts that are separated by commas; none where it is not set.</summary>
    /// <param name="name">The setting's name.</param>
    public IReadOnlyList<string> List(string name) => Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A whole number within limits; null where it is not set, unreadable or beyond them.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    public int? Number(string name, int min, int max)
    {
        var value = Number(name);
        if (value is null || (value >= min && value <= max))
        {
            return (int?)value;
        }

        Refuse(name, value, $"Right is a whole number from {min} to {max}.");
        return null;
    }

    /// <summary>An HTTP address; null where it is not set or unreadable.</summary>
    /// <param name="name">The setting's name.</param>
    public Uri? Address(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
        {
            return address;
        }

        Problems.AddUnreadable(PathOf(name), text, "Right is an address such as https://login.example.org.");
        return null;
    }

    /// <summary>True or false; null where it is not set or unreadable.</summary>
    /// <param name="name">The setting's name.</param>
    public bool? Switch(string name) =>
        Text(name) is not { } text ? null
        : bool.TryParse(text, out var value) ? value
        : Unreadable<bool>(name, text, "Right is true or false.");

    /// <summary>A port, 1 to 65535; null where it is not set or unreadable.</summary>
    /// <param name="name">The setting's name.</param>
    public int? Port(string name) =>
        Text(name) is not { } text ? null
        : PortNumber.TryParse(text, out var port) ? port
        : Unreadable<int>(name, text, "Right is a port number, 1 to 65535.");

    /// <summary>A whole number; null where it is not set or unreadable.</summary>
    /// <param name="name">The setting's name.</param>
    public long? Number(string name) =>
        Text(name) is not { } text ? null
        : long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : Unreadable<long>(name, text, "Right is a whole number.");

    /// <summary>A span of time, with its unit; null where it is not set or unreadable.</summary>
    /// <param name="name">The setting's name.</param>
    public TimeSpan? Duration(string name) =>
        Text(name) is not { } text ? null
        : DurationText.TryParse(text, out var value) ? value
        : Unreadable<TimeSpan>(name, text, $"Right is {DurationText.Syntax}.");

    /// <summary>A span of time within limits; null where it is not set, unreadable or beyond them.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="min">The shortest.</param>
    /// <param name="max">The longest.</param>
    public TimeSpan? Duration(string name, TimeSpan min, TimeSpan max)
    {
        var value = Duration(name);
        if (value is null || (value >= min && value <= max))
        {
            return value;
        }

        Refuse(name, value, $"Right is {DurationText.Format(min)} to {DurationText.Format(max)}; it is written as {DurationText.Syntax}.");
        return null;
    }

    /// <summary>One of an enumeration's names; case, hyphens and underscores don't matter, so Kafka's own spellings are read too.</summary>
    /// <typeparam name="TChoice">The enumeration.</typeparam>
    /// <param name="name">The setting's name.</param>
    public TChoice? Choice<TChoice>(string name)
        where TChoice : struct, Enum => Choice(name, Enum.GetValues<TChoice>());

    /// <summary>One of an enumeration's names, where only some of them are right.</summary>
    /// <typeparam name="TChoice">The enumeration.</typeparam>
    /// <param name="name">The setting's name.</param>
    /// <param name="right">Those that are.</param>
    public TChoice? Choice<TChoice>(string name, params TChoice[] right)
        where TChoice : struct, Enum => (TChoice?)Choice(name, typeof(TChoice), Array.ConvertAll(right, choice => choice.ToString()));

    /// <summary>Reports that a value is wrong.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">The value, or null where it is not set.</param>
    /// <param name="right">What is wrong with it and what would be right.</param>
    public void Refuse(string name, object? value, string right) => Problems.Add(PathOf(name), value, right);

    /// <summary>Reports that a value is wrong that may not be shown.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="right">What is wrong with it and what would be right.</param>
    public void RefuseSecret(string name, string right) => Problems.AddSecret(PathOf(name), right);

    /// <summary>Whether a setting could be read; also where it is not set.</summary>
    /// <param name="name">The setting's name.</param>
    public bool WasReadable(string name) => Problems.WasReadable(PathOf(name));

    /// <summary>One of an enumeration's names.</summary>
    internal object? Choice(string name, Type type, params string[] names) =>
        Text(name) is not { } text ? null
        : ChoiceText.TryParse(text, type, out var value) && names.Contains(value!.ToString(), StringComparer.Ordinal) ? value
        : Unreadable<int>(name, text, $"Right is {ChoiceText.Join(names)}.");

    /// <summary>The values of a section whose names are another's: those of librdkafka.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Properties(string name)
    {
        _known.AddOpenSection(PathOf(name));
        return _section.GetSection(name).AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!));
    }

    private T? Unreadable<T>(string name, string text, string right)
        where T : struct
    {
        Problems.AddUnreadable(PathOf(name), text, right);
        return null;
    }
}
