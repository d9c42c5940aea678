using Orleans.Streaming.Kafka;
using Platform.Configuration.Loading;
using Platform.Events;
using Spelling;

namespace Platform.Hosting;

/// <summary>Reads and checks the groups that an application declares.</summary>
internal static class ConsumerGroups
{
    public const string SectionName = "Groups";

    /// <summary>The groups that run; what is wrong with any is noted.</summary>
    /// <param name="declared">The declared groups.</param>
    /// <param name="catalog">The declared events; null where their declarations contradict each other, and no topic can be compared with them.</param>
    /// <param name="settings">The settings.</param>
    public static IReadOnlyList<ConsumerGroup> Read(IReadOnlyList<GroupBuilder> declared, EventCatalog? catalog, SettingsLoader settings)
    {
        CheckNames(declared, settings.Problems);
        CheckGrains(declared, settings.Problems);
        var (groups, owners) = (new List<ConsumerGroup>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var group in declared.DistinctBy(group => group.Name, StringComparer.OrdinalIgnoreCase))
        {
            CheckRoutes(group, settings.Problems);
            CheckTopics(group, catalog, settings.Problems);
            if (group.FormerSection is { } former)
            {
                settings.Move(former, $"{SectionName}:{group.Name}");
            }

            var section = settings.Root.Section(SectionName).Section(group.Name);
            var isEnabled = section.Switch("Enabled") ?? true;
            var configured = GroupSection.Read(section);
            var path = section.PathOf(nameof(KafkaStreamOptions.GroupId));

            // An empty id is a mistake, not the wish for the default: the default group's offsets would be taken up.
            var id = section.Raw(nameof(KafkaStreamOptions.GroupId)) ?? group.GroupId;
            CheckId(id, path, owners, settings.Problems);
            if (isEnabled)
            {
                groups.Add(new ConsumerGroup(group, id, configured));
            }
        }

        return groups;
    }

    private static void CheckNames(IReadOnlyList<GroupBuilder> declared, SettingProblems problems)
    {
        foreach (var same in declared.GroupBy(group => group.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            problems.AddDeclaration($"The group {same.Key} is declared twice.\nRight is one declaration with everything that the group delivers.");
        }
    }

    // An entity has one position in a partition, whichever group delivers: what one group is behind with would look like redeliveries, and be lost.
    private static void CheckGrains(IReadOnlyList<GroupBuilder> declared, SettingProblems problems)
    {
        var routes = declared.DistinctBy(group => group.Name, StringComparer.OrdinalIgnoreCase)
            .SelectMany(group => group.Routes.DistinctBy(route => route.Topic), (group, route) => (Group: group.Name, route.Topic, route.Grain));
        foreach (var same in routes.GroupBy(route => (route.Topic, route.Grain)).Where(same => same.Count() > 1))
        {
            problems.AddDeclaration(
                $"The groups {string.Join(" and ", same.Select(route => route.Group))} deliver {same.Key.Topic} to {same.Key.Grain.Name}. What the slower one brings would count as delivered before.\nRight is one group. Where an event is for several entities, the one that gets it publishes an event for each of the others.");
        }
    }

    private static void CheckRoutes(GroupBuilder group, SettingProblems problems)
    {
        if (group.Routes.Count == 0)
        {
            problems.AddDeclaration($"The group {group.Name} delivers nothing.\nRight is group.Deliver<IMyGrain>(\"topic\").");
        }

        foreach (var same in group.Routes.GroupBy(route => route.Topic, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            problems.AddDeclaration($"The group {group.Name} delivers {same.Key} twice.\nRight is one grain for each topic; another grain gets the topic through another group.");
        }
    }

    private static void CheckTopics(GroupBuilder group, EventCatalog? catalog, SettingProblems problems)
    {
        if (catalog is null)
        {
            return;
        }

        foreach (var route in group.Routes.DistinctBy(route => route.Topic).Where(route => catalog.TypesOf(route.Topic).Count == 0))
        {
            var nearest = catalog.Topics.Where(topic => catalog.TypesOf(topic).Count > 0).MinBy(topic => EditDistance.Between(topic, route.Topic));
            problems.AddDeclaration(
                $"The group {group.Name} reads the topic {route.Topic}, for which no event type is declared.\nRight is events.Topic(\"{route.Topic}\").Carries<…>(…), or a declared topic{(nearest is null ? "" : $"; the nearest one is {nearest}")}.");
        }
    }

    // Two groups under one id would take each other's records.
    private static void CheckId(string id, string path, Dictionary<string, string> owners, SettingProblems problems)
    {
        if (id.Length == 0 || id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            problems.Add(path, id, "Right is a group id without blanks; leave the setting out for the default.");
        }
        else if (!owners.TryAdd(id, path))
        {
            problems.Add(path, id, $"{owners[id]} has the same value. Right is an id of its own for each group.");
        }
    }
}
