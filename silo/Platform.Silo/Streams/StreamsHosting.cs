using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Processing;

namespace Platform.Silo.Streams;

/// <summary>Connects grains with Kafka.</summary>
internal static class StreamsHosting
{
    // A stop under load leaves thousands of calls on their way to the database: cut off after a second, they would be made again
    // and their outputs published again.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a stream provider for each group that runs, and the producer of the grains' outputs.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="kafka">The settings.</param>
    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="allowFewerReplicas">Whether topics may have fewer than three replicas; null for Development only.</param>
    public static ISiloBuilder AddPlatformStreams(this ISiloBuilder silo, KafkaSettings kafka, KafkaConnection connection, bool? allowFewerReplicas)
    {
        foreach (var group in ConsumerGroups.Enabled(kafka.Groups))
        {
            silo.AddKafkaStreams(group.Provider, streams => Configure(streams, group, kafka, connection, allowFewerReplicas));
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

    private static void Configure(KafkaStreamsBuilder streams, ConsumerGroup group, KafkaSettings kafka, KafkaConnection connection, bool? allowFewerReplicas)
    {
        group.Decode(streams);
        streams.Configure(options =>
        {
            options.Connection = connection;
            options.GroupId = group.Settings.GroupId;
            options.Start = group.Settings.Start == GroupStart.Latest ? KafkaStart.Latest : KafkaStart.Earliest;
            options.OutOfRange = PolicyOf(group.Settings.OutOfRange);
            options.SettingNames[nameof(options.OutOfRange)] = $"Platform:Kafka:Groups:{group.Setting}:OutOfRange";
            options.SettingNames[nameof(options.AllowFewerReplicas)] = "Platform:Topics:AllowFewerReplicas";
            options.SessionTimeout = kafka.EffectiveSessionTimeout;
            options.HeartbeatInterval = kafka.EffectiveHeartbeatInterval;
            options.AllowFewerReplicas = allowFewerReplicas;
            options.FetchWait = kafka.EffectiveFetchWait;
            options.DrainTimeout = DrainTimeout;
            // A grain refuses by its answer what it will never take; an entity never goes on without an event that failed.
            options.PermanentFailure = FailurePolicy.RetryForever;
        });
        foreach (var topic in group.Topics)
        {
            streams.Topic(topic, builder => group.Deliver(topic, builder));
        }
    }

    private static OutOfRangePolicy PolicyOf(GroupOutOfRange setting) => setting switch
    {
        GroupOutOfRange.Earliest => OutOfRangePolicy.Earliest,
        GroupOutOfRange.Latest => OutOfRangePolicy.Latest,
        _ => OutOfRangePolicy.Fail,
    };
}
