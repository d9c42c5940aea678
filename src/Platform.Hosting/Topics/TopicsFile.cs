using Platform.Configuration;
using Platform.Events;

namespace Platform.Hosting.Topics;

/// <summary>The topics file that applies.</summary>
internal static class TopicsFile
{
    private const string DefaultName = "topics.yaml";
    private const string DeadLetterSuffix = ".dlq";

    /// <summary>Reads the configured file, or <c>topics.yaml</c> next to the program.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="declarations">What the application reads and writes.</param>
    /// <exception cref="PlatformConfigurationException">The file can't be read, or lacks a topic that is declared.</exception>
    public static TopicCatalog Load(TopicsSettings settings, Declarations declarations)
    {
        try
        {
            var catalog = TopicCatalog.Load(settings.File ?? Path.Combine(AppContext.BaseDirectory, DefaultName));
            string[] needed = [.. declarations.Events.Topics, .. declarations.ReadTopics.Select(topic => topic + DeadLetterSuffix)];
            var missing = needed.Where(topic => catalog.Find(topic) is null).ToList();
            return missing.Count == 0
                ? catalog
                : throw Refusal(settings, $"The file has no {string.Join(", no ", missing)}. Right is a file with every declared topic, and the dead-letter topic of each that a group reads: {string.Join(", ", needed)}.");
        }
        catch (TopicCatalogException exception)
        {
            throw Refusal(settings, exception.Message);
        }
    }

    private static PlatformConfigurationException Refusal(TopicsSettings settings, string fault) =>
        new([$"Platform:Topics:File {(settings.File is null ? $"is not set, which stands for {DefaultName} next to the program" : $"= '{settings.File}'")} (environment: Platform__Topics__File)\n{fault}"]);
}
