using Platform.Configuration;
using Platform.Events;
using Platform.Silo.Streams;

namespace Platform.Silo.Topics;

/// <summary>The topics file that applies.</summary>
internal static class TopicsFile
{
    /// <summary>Reads the configured file, or the one that is shipped next to the program.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="PlatformConfigurationException">The file can't be read, or lacks a topic that a group reads.</exception>
    public static TopicCatalog Load(TopicsSettings settings)
    {
        try
        {
            var catalog = TopicCatalog.Load(settings.File ?? Path.Combine(AppContext.BaseDirectory, "topics.yaml"));
            var missing = ConsumerGroups.Topics.Except(catalog.Topics.Select(topic => topic.Name), StringComparer.Ordinal).ToList();
            return missing.Count == 0
                ? catalog
                : throw Refusal(settings, $"The file has no {string.Join(", no ", missing)}. Right is a file with every topic the platform reads: {string.Join(", ", ConsumerGroups.Topics)}.");
        }
        catch (TopicCatalogException exception)
        {
            throw Refusal(settings, exception.Message);
        }
    }

    private static PlatformConfigurationException Refusal(TopicsSettings settings, string fault) =>
        new([$"Platform:Topics:File {(settings.File is null ? "is not set" : $"= '{settings.File}'")} (environment: Platform__Topics__File)\n{fault}"]);
}
