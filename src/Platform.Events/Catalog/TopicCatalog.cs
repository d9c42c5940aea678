using System.Text;

namespace Platform.Events;

/// <summary>
/// The topics as the topics file declares them: a YAML list whose entries have <c>name</c>, <c>partitions</c>,
/// <c>replication-factor</c> and, if they like, <c>config</c>. Anything else in it is an error. Immutable.
/// </summary>
public sealed class TopicCatalog
{
    private readonly Dictionary<string, TopicSpec> _byName;

    internal TopicCatalog(IReadOnlyList<TopicSpec> topics)
    {
        Topics = topics;
        _byName = topics.ToDictionary(topic => topic.Name, StringComparer.Ordinal);
    }

    /// <summary>The topics, in the file's order.</summary>
    public IReadOnlyList<TopicSpec> Topics { get; }

    /// <summary>Reads a topics file.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <exception cref="TopicCatalogException">The file can't be read, or is not what it should be.</exception>
    public static TopicCatalog Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return Parse(File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new TopicCatalogException($"The topics file {path} can't be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the text of a topics file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">What errors call the file.</param>
    /// <exception cref="TopicCatalogException">The text is not what it should be.</exception>
    public static TopicCatalog Parse(string text, string file = "topics.yaml")
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TopicCatalog(new TopicCatalogReader(file).Read(text));
    }

    /// <summary>The topic of a name, or null where the file has none.</summary>
    /// <param name="name">The topic's name.</param>
    public TopicSpec? Find(string name) => _byName.GetValueOrDefault(name);
}
