namespace Orleans.Streaming.Kafka;

/// <summary>The options of a Kafka stream provider on a cluster client. Named by the provider.</summary>
public sealed class KafkaStreamsClientOptions
{
    /// <summary>How to reach the cluster. Required.</summary>
    public KafkaConnection? Connection { get; set; }

    /// <summary>
    /// The topic of each namespace that is not a topic's name, as the silos' <see cref="KafkaStreamTopicOptions.Namespace"/> say. Default none: a stream's
    /// namespace names its topic.
    /// </summary>
    public IDictionary<string, string> Namespaces { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The topic of all other namespaces and of streams without one: the one whose <see cref="KafkaStreamTopicOptions.NamespaceHeader"/> the silos set. Default none.</summary>
    public string? OtherNamespacesTopic { get; set; }

    /// <summary>That topic's <see cref="KafkaStreamTopicOptions.NamespaceHeader"/>; set with <see cref="OtherNamespacesTopic"/>.</summary>
    public string? OtherNamespacesHeader { get; set; }

    /// <summary>Whether the events of one <c>OnNextBatchAsync</c> are stored all or nothing: as <see cref="KafkaStreamOptions.TransactionalBatches"/>. Default false.</summary>
    public bool TransactionalBatches { get; set; }
}
