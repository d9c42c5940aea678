using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>The topics file.</summary>
internal static class TopicsRules
{
    public static void Check(TopicsSettings topics, SettingProblems problems)
    {
        if (topics.File is { } file && !File.Exists(file))
        {
            problems.Add("Platform:Topics:File", file, $"There is no such file ({Path.GetFullPath(file)}). Right is the path of a topics file; leave it out for the one that is shipped.");
        }
    }
}
