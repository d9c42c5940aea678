using Platform.Configuration;

namespace Shop.Gateway.Settings;

/// <summary><c>Platform:Demo</c>.</summary>
public sealed record DemoSettings
{
    /// <summary>Whether invented orders are published. Null for the default: on with the embedded broker. Refused beside a real one.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Reads and checks the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="mayRun">Whether a feed would be no harm: not beside a real broker.</param>
    public static DemoSettings Read(SettingsSection section, bool mayRun)
    {
        ArgumentNullException.ThrowIfNull(section);
        var settings = new DemoSettings { Enabled = section.Switch("Enabled") };
        if (settings.Enabled == true && !mayRun)
        {
            section.Refuse("Enabled", "true", "Invented orders are never published to a real broker. Right is false, or leaving it out.");
        }

        return settings;
    }
}
