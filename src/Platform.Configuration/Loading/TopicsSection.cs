namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Topics</c>.</summary>
internal static class TopicsSection
{
    public static TopicsSettings Read(SettingsSection section) => new()
    {
        File = section.Text("File"),
        AllowFewerReplicas = section.Switch("AllowFewerReplicas"),
    };
}
