using System.Globalization;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>Writes <c>server.properties</c> for brokers on loopback that start fast and keep few internal partitions.</summary>
internal static class BrokerSettings
{
    /// <summary>In a setting's value: the broker's number.</summary>
    private const string NodePlaceholder = "{node}";

    /// <param name="node">1-based.</param>
    /// <param name="clientPorts">Of all brokers, in order.</param>
    /// <param name="controllerPorts">Of all brokers, in order.</param>
    /// <param name="dataFolder">Where this broker keeps its log.</param>
    /// <param name="overrides">Added or replacing.</param>
    public static string Render(int node, int[] clientPorts, int[] controllerPorts, string dataFolder, IReadOnlyDictionary<string, string> overrides)
    {
        var replicas = clientPorts.Length.ToString(CultureInfo.InvariantCulture);
        var minInSync = clientPorts.Length == 1 ? "1" : "2";
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["process.roles"] = "broker,controller",
            ["node.id"] = node.ToString(CultureInfo.InvariantCulture),
            ["controller.quorum.voters"] = string.Join(',', controllerPorts.Select((port, i) => $"{i + 1}@127.0.0.1:{port}")),
            ["controller.listener.names"] = "CONTROLLER",
            ["listeners"] = $"PLAINTEXT://127.0.0.1:{clientPorts[node - 1]},CONTROLLER://127.0.0.1:{controllerPorts[node - 1]}",
            ["log.dirs"] = dataFolder,
            ["auto.create.topics.enable"] = "false",
            ["group.initial.rebalance.delay.ms"] = "0",
            ["offsets.topic.num.partitions"] = "10",
            ["offsets.topic.replication.factor"] = replicas,
            ["transaction.state.log.num.partitions"] = "10",
            ["transaction.state.log.replication.factor"] = replicas,
            ["transaction.state.log.min.isr"] = minInSync,
            ["share.coordinator.state.topic.replication.factor"] = replicas,
            ["share.coordinator.state.topic.min.isr"] = minInSync,
            // 128 MB by default, taken at start.
            ["log.cleaner.dedupe.buffer.size"] = "8388608",
        };
        foreach (var (name, value) in overrides)
        {
            settings[name] = value.Replace(NodePlaceholder, settings["node.id"], StringComparison.Ordinal);
        }

        return string.Concat(settings.Select(s => $"{s.Key}={s.Value}\n"));
    }
}
