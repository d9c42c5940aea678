using System.Globalization;

namespace Orleans.Streaming.Kafka;

/// <summary>What follows from a topic's definition and the number of brokers. Pure.</summary>
internal static class TopicDefinitionRules
{
    private const string MinInsync = "min.insync.replicas";

    /// <summary>
    /// The settings to create with: with fewer replicas, min.insync.replicas is lowered, since no write would succeed while it
    /// exceeds them.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ConfigFor(TopicDefinition definition, short replicas)
    {
        if (replicas >= definition.ReplicationFactor
            || !definition.Config.TryGetValue(MinInsync, out var text)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted))
        {
            return definition.Config;
        }

        var lowered = Math.Clamp(replicas - 1, 1, wanted);
        return new Dictionary<string, string>(definition.Config, StringComparer.Ordinal)
        {
            [MinInsync] = lowered.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>One sentence for each way a topic differs from its definition.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="partitions">The partitions the topic has.</param>
    /// <param name="replicas">The replicas it has.</param>
    /// <param name="config">Its settings; null where they can't be read, which is one sentence too.</param>
    /// <param name="unread">Why they can't.</param>
    public static IEnumerable<string> Differences(TopicDefinition definition, int partitions, short replicas, IReadOnlyDictionary<string, string?>? config, string? unread = null)
    {
        if (partitions != definition.Partitions)
        {
            yield return $"Topic \"{definition.Name}\" has {partitions} partitions, the definition says {definition.Partitions}.";
        }

        if (replicas != definition.ReplicationFactor)
        {
            yield return $"Topic \"{definition.Name}\" has {replicas} replicas, the definition says {definition.ReplicationFactor}.";
        }

        if (config is null)
        {
            yield return $"Topic \"{definition.Name}\" may have other settings than the definition says: they can't be read ({unread}), which takes the right DescribeConfigs.";
            yield break;
        }

        foreach (var (name, wanted) in ConfigFor(definition, replicas))
        {
            var found = config.GetValueOrDefault(name);
            if (!string.Equals(found, wanted, StringComparison.Ordinal))
            {
                yield return $"Topic \"{definition.Name}\" has {name}={found ?? "(unset)"}, the definition says {wanted}.";
            }
        }
    }
}
