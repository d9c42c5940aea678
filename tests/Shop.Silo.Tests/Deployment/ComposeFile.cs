using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Shop.Silo.Tests.Deployment;

/// <summary>A compose file as Compose reads it: with anchors merged, and variables of the <c>.env</c> example set.</summary>
internal sealed partial class ComposeFile
{
    private readonly YamlMappingNode _root;

    private ComposeFile(YamlMappingNode root) => _root = root;

    public IEnumerable<string> Services => Of(_root["services"]).Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    public static ComposeFile Load(string path)
    {
        using var text = File.OpenText(global::Tests.Shared.Repository.Find(path.Split('/')));
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(text)));
        return new ComposeFile((YamlMappingNode)stream.Documents[0].RootNode);
    }

    public string? Text(string service, string name) => Find(service, name) is YamlScalarNode { Value: { } value } ? value : null;

    public IReadOnlyList<string> List(string service, string name) => Find(service, name) is YamlSequenceNode list ? [.. list.Select(item => ((YamlScalarNode)item).Value!)] : [];

    public IReadOnlyList<string> List(string service, string section, string name) =>
        Find(service, section) is YamlMappingNode map && map.Children.TryGetValue(name, out var list) ? [.. ((YamlSequenceNode)list).Select(item => ((YamlScalarNode)item).Value!)] : [];

    /// <summary>The variables of a service; those that are to be set by a person have the value <c>secret</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment(string service) => Find(service, "environment") is YamlMappingNode map
        ? map.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => Substitute(((YamlScalarNode)pair.Value).Value!), StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal);

    private static string Substitute(string value) => Variable().Replace(value, "secret");

    private static YamlMappingNode Of(YamlNode node) => (YamlMappingNode)node;

    private YamlNode? Find(string service, string name) => Of(Of(_root["services"])[service]).Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null;

    [GeneratedRegex(@"\$\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
