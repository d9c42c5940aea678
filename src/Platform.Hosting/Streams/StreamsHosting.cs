using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Events;
using Platform.Processing;

namespace Platform.Hosting.Streams;

/// <summary>Connects grains with Kafka.</summary>
internal static class StreamsHosting
{
    // A stop under load leaves thousands of calls on their way to the database: cut off after a second, they would be made again
    // and their outputs published again.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a stream provider for each group that runs, and the producer of the grains' outputs.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="declarations">The groups and the events.</param>
    /// <param name="kafka">The settings.</param>
    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="allowFewerReplicas">Whether topics may have fewer than three replicas; null for Development only.</param>
    public static ISiloBuilder AddPlatformStreams(this ISiloBuilder silo, Declarations declarations, KafkaSettings kafka, KafkaConnection connection, bool? allowFewerReplicas)
    {
        foreach (var group in declarations.Groups)
        {
            silo.AddKafkaStreams(group.Name, streams => Configure(streams, group, declarations.Events, kafka, connection, allowFewerReplicas));
        }

        silo.Services.AddOutputPublisher(connection);
        silo.Services.AddSingleton<ICommittedOffsets, GroupCommittedOffsets>();
        silo.Services.AddSingleton<ITopicProgress, GroupTopicProgress>();
        return silo;
    }

    /// <summary>Adds what publishes the grains' outputs.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connection">How to reach Kafka.</param>
    public static IServiceCollection AddOutputPublisher(this IServiceCollection services, KafkaConnection connection) => services
        .AddKafkaProducer(KafkaOutputPublisher.ProducerName, producer => producer.Connection = connection)
        .AddKafkaProducer(KafkaOutputPublisher.LoneProducerName, producer =>
        {
            producer.Connection = connection;
            producer.Properties["batch.num.messages"] = "1";
        })
        .AddSingleton<IOutputPublisher, KafkaOutputPublisher>();

    private static void Configure(
        KafkaStreamsBuilder streams, ConsumerGroup group, EventCatalog catalog, KafkaSettings kafka, KafkaConnection connection, bool? allowFewerReplicas)
    {
        streams.Configure(options =>
        {
            options.SessionTimeout = kafka.EffectiveSessionTimeout;
            options.HeartbeatInterval = kafka.EffectiveHeartbeatInterval;
            options.FetchWait = kafka.EffectiveFetchWait;
            options.AllowFewerReplicas = allowFewerReplicas;
            options.DrainTimeout = DrainTimeout;
            group.Builder.ApplyDefaults(options);
            options.GroupId = group.GroupId;
            group.Configured.Consumer(options);
            options.SettingNames[nameof(options.AllowFewerReplicas)] = "Platform:Topics:AllowFewerReplicas";
            options.Connection = connection;

            // A grain rejects by its answer what it will never take; an entity never goes on without an event that failed.
            options.PermanentFailure = FailurePolicy.RetryForever;
        });
        streams.ConfigureProducer(group.Configured.Producer);
        var routes = group.Builder.Routes.ToDictionary(route => route.Topic, route => new EntityRoute(catalog, route), StringComparer.Ordinal);
        streams.Services.AddKeyedSingleton<IRecordDecoder>(streams.Name, (_, _) => new EventRecordDecoder(new EventDecoder(catalog), routes));
        foreach (var route in group.Builder.Routes)
        {
            streams.Topic(route.Topic, topic =>
            {
                route.DeliverTo(topic, routes[route.Topic].Of);
                if (group.Builder.StartOf(route.Topic) is { } start)
                {
                    topic.StartAt(start);
                }
            });
        }
    }
}
