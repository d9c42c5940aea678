using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>Which topic a stream's events are produced to, by the stream's namespace. Pure.</summary>
/// <param name="topics">The topics of each namespace that has some of its own.</param>
/// <param name="others">The topic of all other namespaces, and the header that names them; or null: a namespace is a topic's name.</param>
internal sealed class StreamNamespaces(IReadOnlyDictionary<string, string[]> topics, (string Topic, string Header)? others)
{
    /// <summary>As a silo's topics say.</summary>
    /// <exception cref="OrleansConfigurationException">Two topics take all other namespaces.</exception>
    public static StreamNamespaces Of(IEnumerable<KafkaTopicRoute> routes)
    {
        var all = routes.ToArray();
        var withHeader = all.Where(route => route.Stream?.NamespaceHeader is not null).Select(route => (route.Topic, route.Stream!.NamespaceHeader!)).ToArray();
        return withHeader.Length > 1
            ? throw new OrleansConfigurationException($"Topics {string.Join(" and ", withHeader.Select(one => $"\"{one.Topic}\""))} have a NamespaceHeader: one topic of a provider may take all other namespaces.")
            : new StreamNamespaces(
                all.GroupBy(route => route.Stream?.Namespace ?? route.Topic, route => route.Topic, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.ToArray(), StringComparer.Ordinal),
                withHeader.Length == 1 ? withHeader[0] : null);
    }

    /// <summary>As a client's options say.</summary>
    public static StreamNamespaces Of(KafkaStreamsClientOptions options) => new(
        options.Namespaces.ToDictionary(one => one.Key, one => new[] { one.Value }, StringComparer.Ordinal),
        options.OtherNamespacesTopic is { } topic ? (topic, options.OtherNamespacesHeader!) : null);

    /// <summary>The topic of a stream's events, and the headers their records need for it.</summary>
    /// <exception cref="ArgumentException">The namespace has no topic, or several.</exception>
    public (string Topic, KeyValuePair<string, byte[]?>[] Headers) TopicOf(StreamId stream)
    {
        var name = stream.GetNamespace();
        var topic = (name is null ? null : OwnTopicOf(name)) ?? others?.Topic ?? name
            ?? throw new ArgumentException("This stream has no namespace, and a Kafka stream's namespace names its topic. A topic AsStream with a NamespaceHeader takes streams without one.", nameof(stream));
        return (topic, others is { } other && other.Topic == topic ? [new(other.Header, Encoding.UTF8.GetBytes(name ?? ""))] : []);
    }

    private string? OwnTopicOf(string name) => !topics.TryGetValue(name, out var own) ? null
        : own.Length == 1 ? own[0]
        : own.Contains(name, StringComparer.Ordinal) ? name
        : throw new ArgumentException($"Namespace \"{name}\" is that of the topics {string.Join(", ", own)}, none of which has its name: produce to the one that is meant with an IKafkaProducer.", nameof(name));
}
