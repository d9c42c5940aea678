namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>A broker, or a cluster of them, that one behaviour suite can run against. Thread-safe.</summary>
public interface IKafkaBroker : IAsyncDisposable
{
    /// <summary><c>host:port</c>, comma-separated.</summary>
    string BootstrapServers { get; }

    /// <summary>What kind of broker this is.</summary>
    KafkaBrokerKind Kind { get; }

    /// <summary>Creates a topic and returns once clients can use it. A topic of that name with the same number of partitions is left as it is.</summary>
    /// <param name="name">1–249 letters, digits, dots, underscores and hyphens.</param>
    /// <param name="partitions">At least 1.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KafkaBrokerException">The topic exists with another number of partitions, or the broker refused.</exception>
    Task CreateTopicAsync(string name, int partitions, CancellationToken cancellationToken = default);
}
