namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Topics</c>; what it says of single topics is read once they are declared.</summary>
internal static class TopicsSection
{
    public static TopicsSettings Read(SettingsSection section) => new()
    {
        File = section.Text("File"),
        AllowFewerReplicas = section.Switch("AllowFewerReplicas"),
    };

    /// <summary>A topic's name in the configuration: <c>meters.readings</c> is <c>MetersReadings</c>.</summary>
    /// <param name="topic">The topic.</param>
    public static string NameOf(string topic) =>
        string.Concat(topic.Split(['.', '-', '_'], StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
