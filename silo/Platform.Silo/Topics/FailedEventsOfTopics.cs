using Platform.Configuration;
using Platform.Processing;

namespace Platform.Silo.Topics;

/// <summary>What becomes of events that fail for good, from the settings.</summary>
internal static class FailedEventsOfTopics
{
    /// <summary>Takes over what the settings say of each topic.</summary>
    /// <param name="options">The options.</param>
    /// <param name="topics">The settings.</param>
    public static void TakeFailedEventsFrom(this ProcessingOptions options, TopicsSettings topics)
    {
        foreach (var (topic, settings) in topics.All)
        {
            options.FailedEvents[topic] = settings.FailedEvents;
        }
    }
}
