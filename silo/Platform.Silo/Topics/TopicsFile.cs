using Platform.Configuration;
using Platform.Events;

namespace Platform.Silo.Topics;

/// <summary>The topics file that applies.</summary>
internal static class TopicsFile
{
    /// <summary>Reads the configured file, or the one that is shipped next to the program.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="PlatformConfigurationException">The file can't be read.</exception>
    public static TopicCatalog Load(TopicsSettings settings)
    {
        try
        {
            return TopicCatalog.Load(settings.File ?? Path.Combine(AppContext.BaseDirectory, "topics.yaml"));
        }
        catch (TopicCatalogException exception)
        {
            throw new PlatformConfigurationException([$"Platform:Topics:File {(settings.File is null ? "is not set" : $"= '{settings.File}'")} (environment: Platform__Topics__File)\n{exception.Message}"]);
        }
    }
}
