using YamlDotNet.RepresentationModel;

namespace Shop.Silo.Tests.Deployment;

/// <summary>The resources in deploy/kubernetes, by kind and name.</summary>
internal sealed class Manifests
{
    private readonly List<YamlNode> _all = [];

    public Manifests()
    {
        foreach (var file in Directory.GetFiles(Repository.Find("deploy", "kubernetes"), "*.yaml"))
        {
            using var text = File.OpenText(file);
            var stream = new YamlStream();
            stream.Load(text);
            _all.AddRange(stream.Documents.Select(document => document.RootNode));
        }
    }

    public IReadOnlyList<YamlNode> All => _all;

    public IEnumerable<YamlNode> Of(string kind) => _all.Where(resource => Text(resource, "kind") == kind);

    public YamlNode Find(string kind, string name) => Of(kind).Single(resource => Text(resource, "metadata", "name") == name);

    /// <summary>What is at a path of names and indexes, or null.</summary>
    public static YamlNode? At(YamlNode node, params IEnumerable<string> path) =>
        path.Aggregate((YamlNode?)node, (at, name) => at switch
        {
            YamlMappingNode map => map.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null,
            YamlSequenceNode list when int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var index) && index < list.Children.Count => list.Children[index],
            _ => null,
        });

    public static string? Text(YamlNode node, params IEnumerable<string> path) => (At(node, path) as YamlScalarNode)?.Value;

    public static IReadOnlyList<YamlNode> List(YamlNode node, params IEnumerable<string> path) => (At(node, path) as YamlSequenceNode)?.Children.ToArray() ?? [];

    public static IReadOnlyDictionary<string, string> Map(YamlNode node, params IEnumerable<string> path) =>
        (At(node, path) as YamlMappingNode)?.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!, StringComparer.Ordinal) ?? new Dictionary<string, string>(StringComparer.Ordinal);
}
