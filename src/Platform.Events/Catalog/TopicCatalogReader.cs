using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Events;

/// <summary>Reads topics from YAML, strictly, and says where something is wrong.</summary>
internal sealed partial class TopicCatalogReader(string file)
{
    private const string NameKey = "name";
    private const string PartitionsKey = "partitions";
    private const string ReplicationFactorKey = "replication-factor";
    private const string ConfigKey = "config";

    public List<TopicSpec> Read(string text)
    {
        List<TopicSpec> topics = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var node in RootOf(text))
        {
            var topic = ReadTopic(node);
            if (!names.Add(topic.Name))
            {
                throw Wrong(node, $"the topic {topic.Name} is declared twice; declare it once");
            }

            topics.Add(topic);
        }

        return topics;
    }

    // What Kafka takes as a topic's name.
    [GeneratedRegex("^(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TopicName { get; }

    private YamlSequenceNode RootOf(string text)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new TopicCatalogException($"{file}:{e.Start.Line}: this is not YAML: {e.Message}", e);
        }

        if (yaml.Documents is not [{ RootNode: YamlSequenceNode { Children.Count: > 0 } root }])
        {
            throw new TopicCatalogException($"{file}:1: the file must be one list of topics, at least one, that begins with - {NameKey}: …");
        }

        return root;
    }

    private TopicSpec ReadTopic(YamlNode node)
    {
        if (node is not YamlMappingNode topic)
        {
            throw Wrong(node, $"a topic must have {NameKey}, {PartitionsKey} and {ReplicationFactorKey}");
        }

        foreach (var (key, _) in topic.Children)
        {
            if (key is not YamlScalarNode { Value: NameKey or PartitionsKey or ReplicationFactorKey or ConfigKey })
            {
                throw Wrong(key, $"{key} is not known; a topic has {NameKey}, {PartitionsKey}, {ReplicationFactorKey} and {ConfigKey}");
            }
        }

        return new TopicSpec(
            ReadName(topic),
            ReadNumber(topic, PartitionsKey, int.MaxValue),
            (short)ReadNumber(topic, ReplicationFactorKey, short.MaxValue),
            ReadConfig(topic));
    }

    private string ReadName(YamlMappingNode topic)
    {
        var node = ScalarOf(topic, NameKey);
        return TopicName.IsMatch(node.Value!)
            ? node.Value!
            : throw Wrong(node, $"{NameKey} is '{node.Value}'; it must be 1 to 249 letters, digits, dots, underscores or hyphens");
    }

    private int ReadNumber(YamlMappingNode topic, string key, int max)
    {
        var node = ScalarOf(topic, key);
        return int.TryParse(node.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw Wrong(node, $"{key} is '{node.Value}'; it must be a whole number from 1 to {max}");
    }

    private Dictionary<string, string> ReadConfig(YamlMappingNode topic)
    {
        Dictionary<string, string> config = new(StringComparer.Ordinal);
        if (!topic.Children.TryGetValue(ConfigKey, out var node))
        {
            return config;
        }

        if (node is not YamlMappingNode settings)
        {
            throw Wrong(node, $"{ConfigKey} must hold Kafka's topic settings, for example retention.ms: 604800000");
        }

        foreach (var (key, value) in settings.Children)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } name } || !HasValue(value))
            {
                throw Wrong(key, $"the setting {key} must have one value, for example retention.ms: 604800000");
            }

            config.Add(name, ((YamlScalarNode)value).Value!);
        }

        return config;
    }

    private YamlScalarNode ScalarOf(YamlMappingNode topic, string key)
    {
        if (!topic.Children.TryGetValue(key, out var node))
        {
            throw Wrong(topic, $"the topic has no {key}; a topic must have {NameKey}, {PartitionsKey} and {ReplicationFactorKey}");
        }

        return HasValue(node) ? (YamlScalarNode)node : throw Wrong(node, $"{key} must have one value");
    }

    // A plain scalar may be one of YAML's spellings of null; a quoted one is always text.
    private static bool HasValue(YamlNode node) =>
        node is YamlScalarNode { Value: { } value, Style: var style } && (style != ScalarStyle.Plain || value is not ("" or "~" or "null" or "Null" or "NULL"));

    private TopicCatalogException Wrong(YamlNode at, string what) => new($"{file}:{at.Start.Line}: {what}.");
}
