using Platform.Configuration.Loading;

namespace Platform.Configuration.Rules;

/// <summary>The groups' ids: present, and each group's own, because two groups under one id would take each other's records.</summary>
internal static class GroupRules
{
    public static void Check(KafkaGroupsSettings groups, SettingProblems problems)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, group) in groups.All)
        {
            var path = $"Platform:Kafka:Groups:{name}:GroupId";
            if (group.GroupId.Length == 0 || group.GroupId.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            {
                problems.Add(path, group.GroupId, "Right is a group id without blanks; leave the setting out for the default.");
            }
            else if (!owners.TryAdd(group.GroupId, path))
            {
                problems.Add(path, group.GroupId, $"{owners[group.GroupId]} has the same value. Right is an id of its own for each group.");
            }
        }
    }
}
