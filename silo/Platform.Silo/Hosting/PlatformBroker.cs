using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Platform.Configuration;
using Platform.Events;
using Platform.Silo.Streams;

namespace Platform.Silo.Hosting;

/// <summary>The broker this silo works with: a real one, or the embedded one, which ends with this object.</summary>
internal sealed class PlatformBroker : IAsyncDisposable
{
    private readonly EmbeddedKafka? _embedded;

    private PlatformBroker(KafkaConnection connection, EmbeddedKafka? embedded)
    {
        Connection = connection;
        _embedded = embedded;
    }

    /// <summary>How to reach it.</summary>
    public KafkaConnection Connection { get; }

    /// <summary>Whether it is the embedded one.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <summary>Starts the embedded broker with the topics, if no other is configured.</summary>
    /// <param name="kafka">The settings.</param>
    /// <param name="catalog">The topics.</param>
    public static PlatformBroker Start(KafkaSettings kafka, TopicCatalog catalog)
    {
        if (!kafka.IsEmbedded)
        {
            return new PlatformBroker(kafka.ToConnection(), embedded: null);
        }

        var embedded = EmbeddedKafka.Start(new EmbeddedKafkaOptions
        {
            Groups = [.. ConsumerGroups.Enabled(kafka.Groups).Select(group => new EmbeddedKafkaGroup(group.Settings.GroupId, group.Topics))],
        });
        foreach (var topic in catalog.Topics)
        {
            embedded.CreateTopic(topic.Name, topic.Partitions);
        }

        return new PlatformBroker(kafka.ToConnection(embedded.BootstrapServers), embedded);
    }

    public ValueTask DisposeAsync() => _embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
