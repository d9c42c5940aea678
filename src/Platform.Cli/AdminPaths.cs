namespace Platform.Cli;

/// <summary>The addresses of the admin routes.</summary>
internal static class AdminPaths
{
    /// <summary>An entity in quarantine.</summary>
    /// <exception cref="UsageException">What names it is not <c>GRAIN/KEY</c>.</exception>
    public static string Entity(string entity)
    {
        var slash = entity.IndexOf('/');
        return slash > 0 && slash < entity.Length - 1
            ? $"admin/quarantine/{Uri.EscapeDataString(entity[..slash])}/{Uri.EscapeDataString(entity[(slash + 1)..])}"
            : throw new UsageException($"'{entity}' names no entity: write GRAIN/KEY, for example order/42.");
    }

    /// <summary>A dead letter.</summary>
    /// <exception cref="UsageException">Partition or offset is no number.</exception>
    public static string DeadLetter(string topic, string partition, string offset) =>
        int.TryParse(partition, out _) && long.TryParse(offset, out _)
            ? $"admin/dead-letters/{Uri.EscapeDataString(topic)}/{partition}/{offset}"
            : throw new UsageException($"'{partition}' and '{offset}' must be a partition's number and an offset.");

    /// <summary>A path with those parameters that have a value.</summary>
    public static string WithQuery(string path, params (string Name, string? Value)[] parameters)
    {
        var query = string.Join('&', parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }
}
