using System.Globalization;
using System.Text;
using Platform.Events;

namespace Platform.Cli.Topics;

/// <summary>Turns a topics file into a script of <c>kafka-topics.sh</c>. Pure.</summary>
internal static class TopicsScript
{
    private const string Head = """
        #!/bin/sh
        # Creates the topics that are missing. BOOTSTRAP names a broker, COMMAND_CONFIG a file of client properties, where one is needed.
        set -eu
        create() {
            kafka-topics.sh --bootstrap-server "${BOOTSTRAP:?name a broker}" ${COMMAND_CONFIG:+--command-config "$COMMAND_CONFIG"} --create --if-not-exists "$@"
        }

        """;

    public static string Of(TopicCatalog catalog)
    {
        var text = new StringBuilder(Head);
        foreach (var topic in catalog.Topics)
        {
            text.Append(CultureInfo.InvariantCulture, $"create --topic {Quoted(topic.Name)} --partitions {topic.Partitions} --replication-factor {topic.ReplicationFactor}");
            foreach (var (name, value) in topic.Config)
            {
                text.Append(CultureInfo.InvariantCulture, $" --config {Quoted($"{name}={value}")}");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '=') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
