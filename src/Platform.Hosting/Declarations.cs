using Orleans.Streaming.Kafka;
using Platform.Configuration.Loading;
using Platform.Events;

namespace Platform.Hosting;

/// <summary>What an application declares, with what the configuration says of it.</summary>
/// <param name="Events">Its topics and event types.</param>
/// <param name="Groups">Its groups that run.</param>
/// <param name="ReadTopics">Every topic that some group reads, whether it runs or not: what one that is switched off reads is written all the same.</param>
/// <param name="FailedEvents">What becomes of a topic's events that fail for good.</param>
internal sealed record Declarations(
    EventCatalog Events, IReadOnlyList<ConsumerGroup> Groups, IReadOnlyList<string> ReadTopics, IReadOnlyDictionary<string, FailurePolicy> FailedEvents)
{
    /// <summary>Reads them; what is wrong is noted.</summary>
    public static Declarations Read(IReadOnlyList<Action<EventCatalogBuilder>> events, IReadOnlyList<GroupBuilder> groups, SettingsLoader settings)
    {
        var catalog = ReadEvents(events, settings);
        return new Declarations(
            catalog ?? EventCatalog.Of(_ => { }),
            ConsumerGroups.Read(groups, catalog, settings),
            [.. groups.SelectMany(group => group.Routes).Select(route => route.Topic).Distinct(StringComparer.Ordinal)],
            catalog is null ? new Dictionary<string, FailurePolicy>(StringComparer.Ordinal) : ReadFailedEvents(catalog, settings));
    }

    // What follows from events that contradict each other would only hide the contradiction.
    private static EventCatalog? ReadEvents(IReadOnlyList<Action<EventCatalogBuilder>> events, SettingsLoader settings)
    {
        try
        {
            return EventCatalog.Of(builder =>
            {
                foreach (var declare in events)
                {
                    declare(builder);
                }
            });
        }
        catch (InvalidOperationException exception)
        {
            settings.Problems.AddDeclaration(exception.Message);
            settings.LeaveUnchecked("Topics");
            return null;
        }
    }

    private static Dictionary<string, FailurePolicy> ReadFailedEvents(EventCatalog catalog, SettingsLoader settings)
    {
        var section = settings.Root.Section("Topics");
        var (ofTopics, names) = (new Dictionary<string, FailurePolicy>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
        foreach (var topic in catalog.Topics)
        {
            var name = TopicsSection.NameOf(topic);
            if (!names.TryAdd(name, topic))
            {
                settings.Problems.AddDeclaration($"The topics {names[name]} and {topic} have the same name in the configuration, {section.PathOf(name)}.\nRight are names that differ in more than dots and dashes.");
                continue;
            }

            if (section.Section(name).Choice("FailedEvents", FailurePolicy.Quarantine, FailurePolicy.DeadLetter) is { } policy)
            {
                ofTopics[topic] = policy;
            }
        }

        return ofTopics;
    }
}
