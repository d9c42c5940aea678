using System.Globalization;
using System.Text;
using Platform.Cli.Admin;
using Platform.Events;

namespace Platform.Cli.Topics;

/// <summary>Turns a topics file into resources of Strimzi: a <c>KafkaTopic</c> for each topic, and a <c>KafkaUser</c> that may use them. Pure.</summary>
/// <param name="cluster">The name of the <c>Kafka</c> resource.</param>
/// <param name="kubernetesNamespace">The namespace of the resources: that of the cluster.</param>
internal sealed class StrimziResources(string cluster, string kubernetesNamespace)
{
    private const string ApiVersion = "kafka.strimzi.io/v1";

    public string Of(TopicCatalog catalog, string? user, IReadOnlyList<string> groups)
    {
        List<string> resources = [.. catalog.Topics.Select(TopicOf)];
        if (user is not null)
        {
            resources.Add(UserOf(catalog, user, groups));
        }

        return string.Join("---\n", resources).TrimEnd('\n');
    }

    private string TopicOf(TopicSpec topic)
    {
        var text = Head("KafkaTopic", ResourceName(topic.Name)).Append(CultureInfo.InvariantCulture, $"""
            spec:
              topicName: {topic.Name}
              partitions: {topic.Partitions}
              replicas: {topic.ReplicationFactor}

            """);
        if (topic.Config.Count > 0)
        {
            text.Append("  config:\n");
            foreach (var (name, value) in topic.Config)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {name}: \"{value}\"\n");
            }
        }

        return text.ToString();
    }

    // What a silo needs: it reads topics and their settings, writes outputs and dead letters, and commits as its groups.
    private string UserOf(TopicCatalog catalog, string user, IReadOnlyList<string> groups)
    {
        var text = Head("KafkaUser", user).Append("""
            spec:
              authentication:
                type: scram-sha-512
              authorization:
                type: simple
                acls:

            """);
        foreach (var topic in catalog.Topics)
        {
            text.Append(Rule("topic", topic.Name, "Read, Write, Describe, DescribeConfigs"));
        }

        foreach (var group in groups)
        {
            text.Append(Rule("group", group, "Read, Describe"));
        }

        return text.ToString();
    }

    private static string Rule(string type, string name, string operations) =>
        $"      - resource: {{type: {type}, name: {name}, patternType: literal}}\n        operations: [{operations}]\n";

    private StringBuilder Head(string kind, string name) => new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
        apiVersion: {ApiVersion}
        kind: {kind}
        metadata:
          name: {name}
          namespace: {kubernetesNamespace}
          labels:
            strimzi.io/cluster: {cluster}

        """);

    // Kubernetes takes lower case, digits, dots and dashes.
    private static string ResourceName(string topic)
    {
        var name = topic.ToLowerInvariant().Replace('_', '-');
        return char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]) ? name : throw new ProblemException($"{topic} makes no name of a resource: it begins or ends with a sign.");
    }
}
