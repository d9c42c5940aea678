namespace Platform.Cli.Admin;

/// <summary>The addresses of the admin routes.</summary>
internal static class AdminPaths
{
    /// <summary>The entities in quarantine.</summary>
    public const string Quarantine = "admin/quarantine";

    /// <summary>The dead letters of a topic.</summary>
    public const string DeadLetters = "admin/dead-letters";

    /// <summary>The redrive of all entities that one error stopped.</summary>
    public const string Redrive = "admin/redrive";

    /// <summary>An entity in quarantine.</summary>
    public static string Entity(EntityName entity) => $"{Quarantine}/{Uri.EscapeDataString(entity.Grain)}/{Uri.EscapeDataString(entity.Key)}";

    /// <summary>A dead letter.</summary>
    public static string DeadLetter(DeadLetterPosition letter) => FormattableString.Invariant($"{DeadLetters}/{Uri.EscapeDataString(letter.Topic)}/{letter.Partition}/{letter.Offset}");

    /// <summary>A partition of a topic that a group reads.</summary>
    public static string Partition(string group, string topic, int partition) =>
        FormattableString.Invariant($"admin/partitions/{Uri.EscapeDataString(group)}/{Uri.EscapeDataString(topic)}/{partition}");

    /// <summary>A path with those parameters that have a value.</summary>
    public static string WithQuery(string path, params (string Name, string? Value)[] parameters)
    {
        var query = string.Join('&', parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }
}
