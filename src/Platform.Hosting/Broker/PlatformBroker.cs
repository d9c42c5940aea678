using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Platform.Configuration;
using Platform.Events;

namespace Platform.Hosting.Broker;

/// <summary>The broker this silo works with: a real one, or the embedded one, which ends with this object.</summary>
internal sealed class PlatformBroker : IAsyncDisposable
{
    private readonly EmbeddedKafka? _owned;

    private PlatformBroker(KafkaConnection connection, bool isEmbedded, EmbeddedKafka? owned = null)
    {
        Connection = connection;
        IsEmbedded = isEmbedded;
        _owned = owned;
    }

    /// <summary>How to reach it.</summary>
    public KafkaConnection Connection { get; }

    /// <summary>Whether it is the embedded one.</summary>
    public bool IsEmbedded { get; }

    /// <summary>Starts the embedded broker with the topics, if no other is configured.</summary>
    /// <param name="kafka">The settings.</param>
    /// <param name="catalog">The topics.</param>
    /// <param name="groups">The groups that will read them.</param>
    /// <param name="shared">Where an embedded broker is that outlives this silo, or null.</param>
    public static PlatformBroker Start(KafkaSettings kafka, TopicCatalog catalog, IReadOnlyList<ConsumerGroup> groups, EmbeddedBroker? shared)
    {
        if (!kafka.IsEmbedded)
        {
            return new PlatformBroker(kafka.ToConnection(), isEmbedded: false);
        }

        if (shared?.Kafka is { } running)
        {
            return new PlatformBroker(kafka.ToConnection(running.BootstrapServers), isEmbedded: true);
        }

        var embedded = EmbeddedKafka.Start(new EmbeddedKafkaOptions
        {
            Groups = [.. groups.Select(group => new EmbeddedKafkaGroup(group.GroupId, group.Topics))],
        });
        foreach (var topic in catalog.Topics)
        {
            embedded.CreateTopic(topic.Name, topic.Partitions);
        }

        if (shared is null)
        {
            return new PlatformBroker(kafka.ToConnection(embedded.BootstrapServers), isEmbedded: true, embedded);
        }

        shared.Kafka = embedded;
        return new PlatformBroker(kafka.ToConnection(embedded.BootstrapServers), isEmbedded: true);
    }

    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
