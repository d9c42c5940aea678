using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>The demo feed.</summary>
internal static class DemoRules
{
    public static void Check(PlatformSettings settings, SettingProblems problems)
    {
        if (settings.Demo.Enabled == true && !settings.Kafka.IsEmbedded)
        {
            problems.Add("Platform:Demo:Enabled", "true", "Invented orders are never published to a real broker. Right is false, or leaving it out.");
        }
    }
}
